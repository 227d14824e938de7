using System.Globalization;

namespace RiskMonitor.Dashboard.Words;

/// <summary>How long ago something was, in the few words a glance allows.</summary>
public static class Ages
{
    /// <summary>How long something lasts, or will: never "just now".</summary>
    public static string Length(TimeSpan length) => length < TimeSpan.FromMinutes(1) ? "less than a minute" : Short(length);

    public static string Short(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min"),
        { TotalDays: < 1 } when age.Minutes == 0 => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h {age.Minutes} min"),
        { TotalDays: < 2 } => "1 day",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} days"),
    };
}
