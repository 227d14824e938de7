using Microsoft.Extensions.Logging;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Schools;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "School {School} taken over with fence {Fence}: remembered to {Position} of {LastPosition}, {Pupils} pupils")]
    public static partial void Activated(ILogger log, SchoolId school, long fence, long position, long lastPosition, int pupils);

    [LoggerMessage(3, LogLevel.Warning, "School {School} could not get what school {Other} lends; it asks again")]
    public static partial void NotLent(ILogger log, SchoolId school, SchoolId other, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "Rule {Rule} of school {School} could not be worked out: {Reason}. It is told as an alert, and what it told before stands")]
    public static partial void RuleFailed(ILogger log, SchoolId school, RuleId rule, string reason);

    [LoggerMessage(2, LogLevel.Error, "School {School} stopped and will be activated again from its journal")]
    public static partial void Stopped(ILogger log, SchoolId school, Exception exception);
}
