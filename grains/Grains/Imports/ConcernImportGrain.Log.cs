using Microsoft.Extensions.Logging;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Imports;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Concerns of {School}: a file was imported. {IsNew} new, {Changed} changed, {Unchanged} unchanged, {Rejected} rejected, {Unmatched} without a pupil, {Withdrawn} withdrawn")]
    public static partial void Imported(ILogger log, SchoolId school, int isNew, int changed, int unchanged, int rejected, int unmatched, int withdrawn);

    [LoggerMessage(2, LogLevel.Information, "Concerns of {School}: {Count} observations were told; {Waiting} rows wait for their pupil")]
    public static partial void Told(ILogger log, SchoolId school, int count, int waiting);
}
