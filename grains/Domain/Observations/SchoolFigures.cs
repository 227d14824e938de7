using System.Collections.Immutable;
using Orleans;

namespace RiskMonitor.Domain.Observations;

/// <summary>How many of a school's pupils something holds for, of those on roll: for each of them, since when.</summary>
/// <param name="Name">suspended, concern, child-on-child or persistently-absent.</param>
[GenerateSerializer, Immutable, Alias("SchoolMeasure")]
public sealed record SchoolMeasure([property: Id(0)] string Name, [property: Id(1)] ImmutableArray<DateOnly> Since);

/// <summary>A category of concerns of which a school has had unusually many.</summary>
[GenerateSerializer, Immutable, Alias("CategorySpike")]
public readonly record struct CategorySpike([property: Id(0)] string Category, [property: Id(1)] DateOnly RaisedOn);

/// <summary>A pupil who has an alert, or has just joined: what finds a child who has moved within a trust.</summary>
/// <param name="Key">HMAC-SHA-256 of the permanent UPN and the date of birth under the trust's key, in hexadecimal digits: the same child at another school of the trust has the same.
/// The UPN itself does not travel, and cannot be found by trying all.</param>
/// <param name="FlaggedFrom">Since when an alert is open, or was when the last one was resolved; null when none is or was lately.</param>
/// <param name="FlaggedTo">When the last one was resolved; null while one is open.</param>
[GenerateSerializer, Immutable, Alias("ChildAtSchool")]
public sealed record ChildAtSchool(
    [property: Id(0)] string Key,
    [property: Id(1)] StudentId Student,
    [property: Id(2)] DateOnly Joined,
    [property: Id(3)] DateOnly? Left,
    [property: Id(4)] DateOnly? FlaggedFrom,
    [property: Id(5)] DateOnly? FlaggedTo)
{
    public bool IsOnRoll(DateOnly date) => date >= Joined && (Left is null || date <= Left);
}

/// <summary>
/// Ours, not a sender's: what one school lends another, or its trust, to compare with. <see cref="Observation.School"/> is who gets it. A peer
/// gets counts only; spikes, measures and children go to the trust's own board alone.
/// </summary>
[GenerateSerializer, Immutable, Alias("SchoolFigures")]
public sealed record SchoolFigures : Observation
{
    /// <summary>The school they are about.</summary>
    [Id(0)] public required SchoolId Of { get; init; }

    [Id(1)] public required string Name { get; init; }

    /// <summary>Pupils on roll.</summary>
    [Id(2)] public required int Roll { get; init; }

    /// <summary>Null: the school has sent none.</summary>
    [Id(3)] public Calendar? Calendar { get; init; }

    /// <summary>When the child-on-child concerns of the last thirteen months happened, one date for each concern, oldest first.</summary>
    [Id(4)] public ImmutableArray<DateOnly> ChildOnChildOn { get; init; } = [];

    /// <summary>Of the last thirteen months, by date, then category.</summary>
    [Id(5)] public ImmutableArray<CategorySpike> Spikes { get; init; } = [];

    /// <summary>By name.</summary>
    [Id(6)] public ImmutableArray<SchoolMeasure> Measures { get; init; } = [];

    /// <summary>By pupil.</summary>
    [Id(7)] public ImmutableArray<ChildAtSchool> Children { get; init; } = [];

    /// <summary>The school belongs to the trust no longer: what it lent before is forgotten.</summary>
    [Id(8)] public bool IsGone { get; init; }

    public override string Type => "figures";

    public override string Key => Of.Value;
}
