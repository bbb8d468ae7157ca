using System.CommandLine;

namespace Capsules.Workbook.Running;

/// <summary>What options may be, checked before anything is run.</summary>
internal static class OptionRange
{
    /// <summary>Refuses values that do not hold; an option that is not given is not asked.</summary>
    /// <param name="option">The option.</param>
    /// <param name="holds">What its value must meet.</param>
    /// <param name="range">The same in words, such as "at least 1".</param>
    /// <returns>The option.</returns>
    internal static Option<T> Must<T>(this Option<T> option, Func<T, bool> holds, string range)
    {
        option.Validators.Add(result =>
        {
            try
            {
                if (result.GetValueOrDefault<T>() is { } value && !holds(value)) result.AddError($"{option.Name} is {value}; it must be {range}");
            }
            catch (InvalidOperationException)
            {
                result.AddError($"{option.Name} is '{string.Join(' ', result.Tokens)}'; it must be a number, {range}");
            }
        });
        return option;
    }
}
