using Microsoft.Extensions.Logging;

namespace RiskMonitor.Grains.BackTesting;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Back-test {Id} failed.")]
    public static partial void Failed(ILogger log, string id, Exception exception);
}
