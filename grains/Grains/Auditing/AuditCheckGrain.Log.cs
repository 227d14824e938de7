using Microsoft.Extensions.Logging;

namespace RiskMonitor.Grains.Auditing;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Critical, "The audit trail is not whole: {Faults} faults, the first: {First}")]
    public static partial void NotWhole(ILogger log, int faults, string first);

    [LoggerMessage(LogLevel.Error, "The audit trail could not be checked")]
    public static partial void CheckFailed(ILogger log, Exception exception);
}
