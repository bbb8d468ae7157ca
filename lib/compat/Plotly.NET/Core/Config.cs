namespace Plotly.NET;

/// <summary>How plotly.js behaves on the page.</summary>
public sealed class Config : DynamicObj.DynamicObj
{
}
