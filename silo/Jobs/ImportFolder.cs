using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hangfire;
using Microsoft.Extensions.Options;
using RiskMonitor.Connectors.ConcernCsv;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Hosting;

namespace RiskMonitor.Silo.Jobs;

/// <summary>
/// Watches a folder for schools' exports of concerns. A file that was read moves to <c>done</c>, one that could not be read to <c>rejected</c>,
/// with a report beside it. Nothing is ever withdrawn by a file from here: that takes a person who has seen what.
/// </summary>
[FailureIsAnError]
public sealed class ImportFolder(
    IGrainFactory grains, FeedDirectory feeds, IConfiguration configuration, IOptions<ImportFolderOptions> options, TimeProvider time, ILogger<ImportFolder> log) : IDisposable
{
    private const long LongestFile = 16 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim looking = new(1, 1);
    private Dictionary<string, (long Length, DateTime Written)> lastLook = [];

    /// <summary>Reads every file that is whole. A look while another is under way does nothing.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete, LogEvents = false)]
    public async Task Look()
    {
        if (options.Value.Folder is not { Length: > 0 } folder || !await looking.WaitAsync(TimeSpan.Zero))
            return;
        var seen = new Dictionary<string, (long, DateTime)>(StringComparer.Ordinal);
        try
        {
            foreach (var school in Schools().Where(school => Directory.Exists(Path.Combine(folder, school.Value))))
                await Tried(school, () => LookInto(school, Path.Combine(folder, school.Value), seen));
        }
        finally
        {
            lastLook = seen;
            looking.Release();
        }
    }

    public void Dispose() => looking.Dispose();

    // Only schools that this installation knows: a folder by another name is somebody's mistake, not a school.
    private IEnumerable<SchoolId> Schools() => feeds.Schools.Union(TrustConfiguration.Trusts(configuration).Values.SelectMany(schools => schools)).Order();

    private static List<FileInfo> Files(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) && file.Name[0] != '.' && !file.Attributes.HasFlag(FileAttributes.ReparsePoint))
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)];

    private async Task LookInto(SchoolId school, string folder, Dictionary<string, (long, DateTime)> seen)
    {
        foreach (var file in Files(folder))
        {
            await Tried(school, async () =>
            {
                seen[file.FullName] = (file.Length, file.LastWriteTimeUtc);
                await Take(school, file);
            });
        }
    }

    // Nothing is lost: a file stays where it is and the next look tries again. Whatever it was, of the file or of its school, the other schools'
    // files do not wait for it.
    private async Task Tried(SchoolId school, Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (Exception trouble)
        {
            Log.FileNotRead(log, school, trouble.GetType().Name);
        }
    }

    private async Task Take(SchoolId school, FileInfo file)
    {
        if (Whole(file) is { } bytes)
            await Import(school, file, bytes);
        else if (file.Length > LongestFile && IsQuiet(file))
            Leave(file, "rejected", new FolderReport(time.GetUtcNow(), $"The file is longer than {LongestFile} bytes. Cut it into several."));
    }

    private async Task Import(SchoolId school, FileInfo file, byte[] bytes)
    {
        var answer = await grains.GetGrain<IConcernImportGrain>(school.Value).Import(new ConcernFile(bytes));
        var report = FolderReport.Of(time.GetUtcNow(), ConcernPlan.HashOf(bytes), answer);
        Leave(file, report.Trouble is null ? "done" : "rejected", report);
        Log.FileImported(log, school, report.Trouble is null, answer.New + answer.Changed, answer.Rejected, answer.Unmatched);
    }

    /// <summary>The file's bytes; null while it may still be being written: it changed since the last look or a moment ago, or somebody has it open.</summary>
    private byte[]? Whole(FileInfo file)
    {
        if (!IsQuiet(file) || file.Length > LongestFile)
            return null;
        byte[] bytes;
        using (var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.None))
        {
            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }

        var now = new FileInfo(file.FullName);
        return now.Length == file.Length && now.LastWriteTimeUtc == file.LastWriteTimeUtc && bytes.Length == file.Length ? bytes : null;
    }

    private bool IsQuiet(FileInfo file) =>
        lastLook.TryGetValue(file.FullName, out var before) && before == (file.Length, file.LastWriteTimeUtc)
        && time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc >= options.Value.Quiet;

    private void Leave(FileInfo file, string where, FolderReport report)
    {
        var folder = Path.Combine(file.DirectoryName!, where);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{file.Name}"));
        File.WriteAllBytes(path + ".report.json", JsonSerializer.SerializeToUtf8Bytes(report, Json));
        file.MoveTo(path);
    }
}

/// <summary>What lies beside a file that was taken from the folder: counts, lines and reasons, and nothing of a pupil.</summary>
internal sealed record FolderReport(DateTimeOffset At, string? Trouble)
{
    public string? Sha256 { get; init; }

    public DateTimeOffset? ImportedBefore { get; init; }

    public int New { get; init; }

    public int Changed { get; init; }

    public int Unchanged { get; init; }

    public int TooOld { get; init; }

    public int Rejected { get; init; }

    public int Unmatched { get; init; }

    public ImmutableArray<FolderRemark> Rejections { get; init; } = [];

    public ImmutableArray<FolderRemark> UnmatchedRows { get; init; } = [];

    public ImmutableArray<FolderRemark> Remarks { get; init; } = [];

    public static FolderReport Of(DateTimeOffset at, string sha256, ConcernImportAnswer answer) => new(at, answer.Trouble ?? answer.Blocked)
    {
        Sha256 = sha256,
        ImportedBefore = answer.ImportedBefore,
        New = answer.New,
        Changed = answer.Changed,
        Unchanged = answer.Unchanged,
        TooOld = answer.TooOld,
        Rejected = answer.Rejected,
        Unmatched = answer.Unmatched,
        Rejections = Rows(answer.Rejections),
        UnmatchedRows = Rows(answer.UnmatchedRows),
        Remarks = Rows(answer.Remarks),
    };

    private static ImmutableArray<FolderRemark> Rows(ImmutableArray<RowRemark> rows) => [.. rows.Select(row => new FolderRemark(row.Line, row.Column, row.Reason))];
}

internal sealed record FolderRemark(int Line, string? Column, string Reason);
