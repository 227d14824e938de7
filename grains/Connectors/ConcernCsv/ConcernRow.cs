using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors.ConcernCsv;

/// <summary>Something done about a concern, as a row of an export tells it: only what it was and when, never its words.</summary>
public sealed record RowAction(ActionKind Kind, DateTimeOffset At);

/// <summary>How a row says whose concern it is. Kept only until the pupil is found: it may hold a name.</summary>
/// <param name="UpnHash">Of a permanent UPN; a temporary one names nobody for good.</param>
/// <param name="Name">In the form in which names are compared.</param>
public sealed record PupilClue(string? MisId, string? UpnHash, string? AdmissionNumber, string? Name, DateOnly? Born)
{
    // Names and dates of birth stay out of logs, whatever prints this.
    public override string ToString() => "a clue to a pupil";
}

/// <summary>One row of an export, read: everything that counts of it, and of the pupil's identity nothing.</summary>
public sealed record ConcernRow
{
    /// <summary>Null: the row is known only by what it says, and its identity is weak.</summary>
    public string? IncidentId { get; init; }

    public bool Deleted { get; init; }

    /// <summary>Missing only in a row that says no more than that its incident is deleted.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The source gave a day: the time is its London midnight.</summary>
    public bool IsDayOnly { get; init; }

    /// <summary>A time that London clocks showed twice or never; the earlier instant was taken.</summary>
    public bool IsAtClockChange { get; init; }

    public DateTimeOffset? RecordedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>As the cell gives them, not yet split at commas: only the school's table knows whether a comma is part of a name.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Opaque: tells two recorders apart, names nobody.</summary>
    public string RecordedBy { get; init; } = "unknown";

    public ImmutableArray<PupilClue> Linked { get; init; } = [];

    /// <summary>Linked pupils given by name only, which names nobody.</summary>
    public int LinkedByName { get; init; }

    public ImmutableArray<RowAction> Actions { get; init; } = [];

    /// <summary>Entries of the actions' cell with no date or no kind that we know: they count as none of the kinds.</summary>
    public int Notes { get; init; }

    /// <summary>1 to 4; null: as the school's table says of the categories.</summary>
    public int? Severity { get; init; }

    public bool IsClosed { get; init; }

    public string? TextHash { get; init; }

    public int TextLength { get; init; }

    /// <summary>Only where the school has chosen to keep narrative.</summary>
    public string? Text { get; init; }

    /// <summary>What tells a change from a repeat: not when it was touched, and of the narrative its hash.</summary>
    [JsonIgnore]
    public ulong Content => ContentHash.Of(JsonSerializer.Serialize(this with { UpdatedAt = null, Text = null }));

    /// <summary>What was recorded, as against what became of it since: without an id of its own a row is known by this.</summary>
    [JsonIgnore]
    public string Essence => Digest(string.Join('\n', Categories.Select(CategoryTable.Letters).Order(StringComparer.Ordinal).Prepend(TextHash ?? "")));

    /// <summary>Two rows of one pupil with the same signature tell of the same incident.</summary>
    internal string Signature(string student) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{student}|{OccurredAt?.UtcDateTime:yyyyMMddHHmm}|{RecordedBy}|{Essence}");

    internal static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
