using RiskMonitor.Domain;

namespace RiskMonitor.Silo.Jobs;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Import folder of {School}: a file was taken. Readable: {IsReadable}; {Count} rows new or changed, {Rejected} rejected, {Unmatched} without a pupil")]
    public static partial void FileImported(ILogger log, SchoolId school, bool isReadable, int count, int rejected, int unmatched);

    [LoggerMessage(2, LogLevel.Warning, "Import folder of {School}: a file could not be read or moved ({Trouble}); it is tried again")]
    public static partial void FileNotRead(ILogger log, SchoolId school, string trouble);
}
