namespace RiskMonitor.Silo.Digests;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Digest {Digest} went out by {Channel}, at try {Try}")]
    public static partial void Sent(ILogger log, string digest, string channel, int @try);

    [LoggerMessage(2, LogLevel.Warning, "Digest {Digest} did not go out by {Channel}, at try {Try}: {Trouble} Given up: {IsFinal}")]
    public static partial void NotSent(ILogger log, string digest, string channel, int @try, string trouble, bool isFinal);

    [LoggerMessage(3, LogLevel.Error, "A digest could not be written: a school it is about could not be asked. What it would have told waits for the next round")]
    public static partial void NotWritten(ILogger log, Exception failure);
}
