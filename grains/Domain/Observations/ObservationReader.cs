using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Unicode;

namespace RiskMonitor.Domain.Observations;

/// <summary>
/// Reads one line of canonical NDJSON at a time: an observation, or the field at fault and why. Never throws for what a line says.
/// Keeps a small cache of texts, so it is not for two threads at once.
/// </summary>
public sealed class ObservationReader(ReaderOptions options)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };
    private static readonly JsonDocumentOptions Lenient = new() { AllowDuplicateProperties = true, MaxDepth = 32 };

    private static readonly FrozenDictionary<string, Func<Fields, LineHead, Observation>> Types = new Dictionary<string, Func<Fields, LineHead, Observation>>
    {
        ["calendar"] = CalendarLines.Calendar,
        ["pupil"] = RollLines.Pupil,
        ["mark"] = AttendanceLines.Mark,
        ["behaviour"] = ConductLines.Behaviour,
        ["suspension"] = ConductLines.Suspension,
        ["concern"] = SafeguardingLines.Concern,
        ["action"] = SafeguardingLines.Action,
        ["lesson"] = AttendanceLines.Lesson,
        ["assessment"] = RollLines.Assessment,
        ["plan"] = RollLines.Plan,
        ["departure"] = RollLines.Departure,
        ["report"] = SchoolLines.Report,
        ["notice"] = ConductLines.Notice,
        ["contact"] = SafeguardingLines.Contact,
        ["survey"] = SchoolLines.Survey,
        ["training"] = SchoolLines.Training,
        ["file-transfer"] = SafeguardingLines.FileTransfer,
        ["school"] = SchoolLines.School,
        ["withdrawn"] = WithdrawnLines.Withdrawn,
        ["clock"] = SchoolLines.Clock,
        ["feed"] = SchoolLines.Feed,
        ["figures"] = FiguresLines.Figures,
        ["identity"] = SchoolLines.Identity,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal TextCache Cache { get; } = new();

    /// <summary>Fields that nobody knew, over all lines read so far.</summary>
    public long UnknownFields { get; private set; }

    /// <param name="line">UTF-8 without the line's end.</param>
    /// <param name="lineNumber">From 1, repeated in a rejection.</param>
    /// <param name="receivedAt">The caller's clock; in a replay the time of the line before.</param>
    public LineOutcome Read(ReadOnlyMemory<byte> line, long lineNumber, DateTimeOffset receivedAt)
    {
        if (TroubleOf(line.Span) is { } whole) return Rejected(lineNumber, whole);
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            return Read(document.RootElement, lineNumber, receivedAt);
        }
        catch (JsonException)
        {
            return Rejected(lineNumber, WhyNotJson(line));
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone: valid JSON that is no text.
            return Rejected(lineNumber, new("line", "has text that is not valid Unicode"));
        }
    }

    private LineOutcome Read(JsonElement root, long lineNumber, DateTimeOffset receivedAt)
    {
        if (root.ValueKind != JsonValueKind.Object) return Rejected(lineNumber, new("line", "is not a JSON object"));
        var fields = new Fields(root, "", Cache, options.Trusted);
        var type = fields.Text("type");
        if (fields.Trouble is { } noType) return Rejected(lineNumber, noType);
        if (!Types.TryGetValue(type, out var read) || (type is "feed" or "figures" or "identity" && !options.AllowFeedReports))
            return Rejected(lineNumber, new("type", StaffConcern.IsType(type) ? StaffConcern.Reason : "is not a type of observation we know"));

        var observation = read(fields, LineHead.Of(fields, options, receivedAt));
        var trouble = fields.Trouble ?? (options.Trusted || options.ChecksLater ? null : ObservationCheck.Of(observation));
        if (trouble is { } found) return Rejected(lineNumber, found);
        UnknownFields += fields.Unknown;
        return new ReadLine(observation, fields.Unknown);
    }

    private Implausible? TroubleOf(ReadOnlySpan<byte> line) =>
        line.Length > options.MaximumLineBytes ? new("line", $"is longer than {options.MaximumLineBytes} bytes")
        : line.StartsWith("\uFEFF"u8) ? new("line", "begins with a byte order mark; write plain UTF-8")
        : !Utf8.IsValid(line) ? new("line", "is not valid UTF-8")
        : null;

    private static Implausible WhyNotJson(ReadOnlyMemory<byte> line)
    {
        try
        {
            JsonDocument.Parse(line, Lenient).Dispose();
            return new("line", "names a field twice");
        }
        catch (JsonException)
        {
            return new("line", "is not a whole JSON object (cut off, or not JSON)");
        }
    }

    private static RejectedLine Rejected(long lineNumber, Implausible trouble) => new(lineNumber, trouble.Field, trouble.Reason);
}
