using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Capsules.Plots.Static;

namespace Capsules.Plots;

/// <summary>A chart as a piece of HTML: a picture that plotly.js, where it can be had, replaces by the live chart.</summary>
public static class ChartHtml
{
    /// <summary>File name of plotly.js in the kernel's own folder, which a Jupyter server hands out.</summary>
    public const string ScriptFile = "plotly.min.js";

    /// <summary>The name under which the kernel is installed; a Jupyter server serves its folder under this name.</summary>
    public const string KernelName = "capsules-csharp";

    /// <summary>Where plotly.js is on the network.</summary>
    public const string NetworkAddress = "https://cdn.plot.ly/plotly-4.1.1.min.js";

    private const int LongestPlain = 4000;

    /// <summary>The HTML of a figure.</summary>
    /// <remarks>
    /// plotly.js itself is not in it (4.8 MB). The first chart of a page that finds no <c>window.Plotly</c> asks, in this order: the Jupyter server, for the
    /// file in the kernel's folder; on a page opened from disk, the page's own folder; the network. Where none answers, the picture stays.
    /// </remarks>
    /// <param name="figureJson">An object with <c>data</c> and <c>layout</c>.</param>
    /// <exception cref="ArgumentException">The text is no such object.</exception>
    public static string Of(string figureJson)
    {
        string svg = StaticPicture.Svg(figureJson);
        JsonNode layout = JsonNode.Parse(figureJson)!["layout"] ?? new JsonObject();
        double width = layout["width"].Number() ?? 700;
        double height = layout["height"].Number() ?? 450;
        string id = "chart-" + Hash(figureJson);
        string picture = Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
        string title = layout["title"].Title() ?? "chart";
        return string.Concat(
            $"<div id=\"{id}\" style=\"width:{SvgWriter.Number(width)}px;max-width:100%;height:{SvgWriter.Number(height)}px\">",
            $"<img alt=\"{SvgWriter.Escape(string.Join(' ', Labels.Lines(title)))}\" width=\"{SvgWriter.Number(width)}\" height=\"{SvgWriter.Number(height)}\" ",
            $"style=\"max-width:100%;height:auto\" src=\"data:image/svg+xml;base64,{picture}\"></div>",
            "<script type=\"text/javascript\">", Script(id, figureJson), "</script>");
    }

    // The same chart twice on a page gets the same id; the script takes the div before itself where it can. (Some pages run scripts from the head.)
    private static string Script(string id, string figureJson)
    {
        string place = $"var id='{id}',script=document.currentScript,place=script&&script.previousElementSibling;if(!place||place.id!==id)place=document.getElementById(id);";
        string json = figureJson.Replace("</", "<\\/", StringComparison.Ordinal);
        return json.Length < LongestPlain
            ? $"(function(){{{place}{DrawAndLoad}start({json});}})();"
            : string.Concat(
                "(function(){", place, DrawAndLoad,
                "var bytes=Uint8Array.from(atob('", Packed(figureJson), "'),function(c){return c.charCodeAt(0)});",
                "new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).json().then(start);})();");
    }

    // The figure stands in the notebook a second time, as Plotly JSON: packed, a parse tree costs a fifth.
    private static string Packed(string text)
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.SmallestSize))
        {
            deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private static string DrawAndLoad { get; } = string.Concat(
        """
        function start(figure){
        function draw(){if(!place)return;var still=place.innerHTML;place.innerHTML='';
        try{window.Plotly.newPlot(place,figure.data,figure.layout,{responsive:true,displaylogo:false})}catch(e){place.innerHTML=still;throw e}}
        if(window.Plotly)return draw();
        var wait=window.capsulesPlotly||(window.capsulesPlotly={charts:[],asked:false});wait.charts.push(draw);if(wait.asked)return;wait.asked=true;
        var base=document.body&&document.body.dataset.baseUrl,config=document.getElementById('jupyter-config-data'),from=[];
        if(!base&&config)try{base=JSON.parse(config.textContent).baseUrl}catch(e){}
        if(base)from.push(base.replace(/\/?$/,'/')+'kernelspecs/
        """.ReplaceLineEndings(""),
        KernelName,
        """
        /plotly.min.js');
        if(location.protocol==='file:')from.push('plotly.min.js');
        from.push('
        """.ReplaceLineEndings(""),
        NetworkAddress,
        """
        ');
        function next(){if(!from.length)return;var s=document.createElement('script'),amd=window.define;s.src=from.shift();
        function done(ok){if(amd)window.define=amd;s.remove();if(ok&&window.Plotly)wait.charts.splice(0).forEach(function(f){f()});else next();}
        s.onload=function(){done(true)};s.onerror=function(){done(false)};if(amd)window.define=undefined;document.head.appendChild(s);}
        next();}
        """.ReplaceLineEndings(""));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
