using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Digests;

/// <summary>One digest in the outbox: for whom, of when, what it says, and how far it has come.</summary>
public sealed record DigestRow
{
    /// <summary>Part of the Message-ID and of the link. It follows from recipient and period, so that the same digest has the same one for ever.</summary>
    public required string Id { get; init; }

    /// <summary>An opaque staff id, or <see cref="ChannelPrefix"/> and a channel's name. The address is looked up when it is sent, and is not kept.</summary>
    public required string Recipient { get; init; }

    /// <summary>Unique for a recipient: <c>daily/2026-11-24</c>, <c>weekly/2026-11-23</c>, <c>now/oakfield/1234</c>, in quiet hours <c>now/oakfield/1234/quiet</c>.</summary>
    public required string Period { get; init; }

    /// <summary>mail, webhook or teams.</summary>
    public required string Channel { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset NextTryAt { get; init; }

    public OutboxState State { get; init; }

    public int Tries { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public required DigestBody Body { get; init; }

    public const string ChannelPrefix = "channel:";

    /// <summary>Where it goes: all mail to one server; each channel is a place of its own.</summary>
    public string Place => Channel == "mail" ? Channel : Recipient;

    public static string IdOf(string recipient, string period) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{recipient}\n{period}")).AsSpan(0, 12));
}

/// <summary>What a digest says: counts by school and severity. Nothing in it is about one pupil.</summary>
public sealed record DigestBody(DigestKind Kind, ImmutableArray<DigestSchool> Schools)
{
    /// <summary>Schools that could not be asked in time. What is new there is in the next digest, and this one must not read as if nothing were.</summary>
    public ImmutableArray<SchoolId> LeftOut { get; init; } = [];

    public int Count => Schools.Sum(school => school.Count);
}

/// <param name="Scope">Which changes of the school's board it covers: enough to find the very same list again.</param>
public sealed record DigestSchool(SchoolId School, string Name, DigestScope Scope, ImmutableArray<DigestCount> Counts)
{
    public int Count => Counts.Sum(count => count.New + count.Worse + count.Asked);

    public static DigestSchool Of(SchoolId school, string name, DigestScope scope, ImmutableArray<DigestItem> items) => new(
        school,
        name,
        scope,
        [.. items.GroupBy(item => item.Severity).OrderByDescending(same => same.Key).Select(same => new DigestCount(
            same.Key, same.Count(item => item.Kind is NewsKind.New), same.Count(item => item.Kind is NewsKind.Worse), same.Count(item => item.Kind is NewsKind.Asked)))]);
}

/// <param name="Asked">Nobody took them on in time, and the recipient is asked next.</param>
public sealed record DigestCount(Severity Severity, int New, int Worse, int Asked);

/// <summary>How far a recipient has been told of a board, and how far they have once the digest is written.</summary>
public sealed record PositionMove(DigestKind Kind, SchoolId School, long From, long To);
