namespace RiskMonitor.Api.Board;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "School {School}: its board cannot be reached; its walls say that they are not live")]
    public static partial void NoBeat(ILogger log, string school, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The grants of those who watch a board cannot be read")]
    public static partial void NoGrants(ILogger log, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "School {School}: a screen reads too slowly and is no longer waited for")]
    public static partial void SlowScreen(ILogger log, string school);
}
