using Microsoft.Extensions.Logging;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Feeds;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Feed {School}/{Feed}: a long sweep goes on in the background")]
    public static partial void SweepGoesOn(ILogger log, SchoolId school, string feed);

    [LoggerMessage(2, LogLevel.Warning, "Feed {School}/{Feed}: sweep not complete, watermark kept. {Reason}")]
    public static partial void SweepIncomplete(ILogger log, SchoolId school, string feed, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Feed {School}/{Feed}, stream {Stream}: a row is in quarantine. {Reason}")]
    public static partial void Quarantined(ILogger log, SchoolId school, string feed, string stream, string reason);

    [LoggerMessage(4, LogLevel.Error, "Feed {School}/{Feed}: the sweep broke off on our side, watermark kept")]
    public static partial void SweepBroken(ILogger log, SchoolId school, string feed, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Feed {School}/{Feed}: the sweep pauses. {Reason}")]
    public static partial void SweepPauses(ILogger log, SchoolId school, string feed, string reason);
}
