using RiskMonitor.Domain;

namespace RiskMonitor.StandIns.World;

/// <summary>Who a school is, to us and to each of its two upstreams.</summary>
public sealed record SchoolIdentity
{
    public required SchoolId School { get; init; }

    public required string WondeId { get; init; }

    public required string SafeguardingId { get; init; }

    public required int Urn { get; init; }

    public required string Name { get; init; }

    /// <summary>PRIMARY or SECONDARY.</summary>
    public required string Phase { get; init; }

    public string EstablishmentNumber { get; init; } = "4001";

    public string LocalAuthority { get; init; } = "999";

    public string Mis { get; init; } = "SIMS";
}

/// <summary>Everything both upstreams hold about one school. Change it through <see cref="SchoolEditor"/>.</summary>
public sealed class UpstreamSchool(SchoolIdentity identity, DateTimeOffset opens)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<ConcernCategory> _categories = [];

    public SchoolIdentity Identity { get; } = identity;

    public CodeBook Codes { get; } = new();

    /// <summary>By <see cref="StudentRow.Upi"/>.</summary>
    public Ledger<string, StudentRow> Students { get; } = new(row => row.Upi, opens);

    public Ledger<MarkKey, MarkRow> Marks { get; } = new(MarkKey.Of, opens);

    public Ledger<string, BehaviourRow> Behaviours { get; } = new(row => row.Id, opens);

    public Ledger<string, ExclusionRow> Exclusions { get; } = new(row => row.Id, opens);

    public Ledger<string, IncidentRow> Incidents { get; } = new(row => row.Id, opens);

    public Ledger<(string Type, string Id), DeletionRow> Deletions { get; } = new(row => (row.Type, row.Id), opens);

    /// <summary>Whether the agent at the school delivers.</summary>
    public bool IsOnline { get; set; } = true;

    public IReadOnlyList<ConcernCategory> Categories
    {
        get
        {
            lock (_gate)
                return _categories;
        }

        set
        {
            lock (_gate)
                _categories = value;
        }
    }

    /// <summary>The number in the ids of this school's rows, so that no two schools share one.</summary>
    internal int IdSpace { get; init; }

    /// <summary>Whether the pupil is among the leavers at an instant.</summary>
    internal bool HasLeft(int student, DateTimeOffset asOf) =>
        Students.At(student, asOf) is not { } version || version.Row.Left is not null;
}

/// <summary>The schools both stand-in servers serve.</summary>
public sealed class UpstreamWorld(TimeProvider clock, DateTimeOffset opens)
{
    private readonly Lock _gate = new();
    private readonly List<UpstreamSchool> _schools = [];

    /// <summary>A world without a past: what tests change at will.</summary>
    public UpstreamWorld(TimeProvider clock)
        : this(clock, DateTimeOffset.MinValue)
    {
    }

    public TimeProvider Clock { get; } = clock;

    public IReadOnlyList<UpstreamSchool> Schools
    {
        get
        {
            lock (_gate)
                return [.. _schools];
        }
    }

    public UpstreamSchool AddSchool(SchoolIdentity identity)
    {
        lock (_gate)
        {
            var school = new UpstreamSchool(identity, opens) { IdSpace = _schools.Count + 1 };
            _schools.Add(school);
            return school;
        }
    }

    /// <summary>Changes to a school, stamped by the world's clock.</summary>
    public SchoolEditor Edit(UpstreamSchool school) => new(school, Clock);
}
