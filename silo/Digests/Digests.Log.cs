using RiskMonitor.Domain;
using RiskMonitor.Domain.Digests;

namespace RiskMonitor.Silo.Digests;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Digest {Digest} went out by {Channel}, at try {Try}")]
    public static partial void Sent(ILogger log, string digest, string channel, int @try);

    [LoggerMessage(2, LogLevel.Warning, "Digest {Digest} did not go out by {Channel}, at try {Try}: {Trouble} Given up: {IsFinal}")]
    public static partial void NotSent(ILogger log, string digest, string channel, int @try, string trouble, bool isFinal);

    [LoggerMessage(3, LogLevel.Error, "What digests tell of, or to, {About} could not be asked for or written; it waits for the next round")]
    public static partial void NotWritten(ILogger log, string about, Exception failure);

    [LoggerMessage(4, LogLevel.Error, "{School} could not be asked and is left out of a {Kind} digest; what is new there waits for the next one")]
    public static partial void LeftOut(ILogger log, SchoolId school, DigestKind kind, Exception failure);
}
