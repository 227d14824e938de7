using RiskMonitor.Domain;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>What makes a phase what it is. Rates are per pupil and school year of 190 days.</summary>
internal sealed record PhaseRates
{
    public required double ConcernsPerYear { get; init; }

    public required double IncidentsPerYear { get; init; }

    public required double SuspensionsPerYear { get; init; }

    /// <summary>The part of pupils who are hardly there: long-run absence rate uniform from 0.50 to 0.95.</summary>
    public required double SevereShare { get; init; }

    /// <summary>The two shapes of the Beta distribution of everyone else's long-run absence rate.</summary>
    public required (double A, double B) Absence { get; init; }

    /// <summary>Per registration mark of the morning.</summary>
    public required double LateShare { get; init; }
}

/// <summary>The invented schools of the demo trust.</summary>
internal sealed record DemoSchool(int Number, SchoolIdentity Identity, PhaseRates Rates, IReadOnlyList<(string Year, int Age, int Classes)> Years)
{
    public const string TrustName = "Larkfield Learning Trust";

    public static TrustId Trust { get; } = new("larkfield");

    private static PhaseRates Secondary { get; } = new()
    {
        ConcernsPerYear = 1.8,
        IncidentsPerYear = 4,
        SuspensionsPerYear = 0.226,
        SevereShare = 0.036,
        Absence = (1.25, 20.5),
        LateShare = 0.025,
    };

    private static PhaseRates Primary { get; } = new()
    {
        ConcernsPerYear = 0.8,
        IncidentsPerYear = 0.6,
        SuspensionsPerYear = 0.023,
        SevereShare = 0.008,
        Absence = (1.5, 30),
        LateShare = 0.014,
    };

    public static IReadOnlyList<DemoSchool> All { get; } =
    [
        new(1, Identify("larkfield-high", "A1930500001", "s_1", 999101, "Larkfield High School", "SECONDARY", "4101"), Secondary,
            [("7", 11, 7), ("8", 12, 7), ("9", 13, 7), ("10", 14, 7), ("11", 15, 7)]),
        new(2, Identify("oakmere-primary", "A1930500002", "s_2", 999102, "Oakmere Primary School", "PRIMARY", "2102"), Primary,
            [("R", 4, 2), ("1", 5, 2), ("2", 6, 1), ("3", 7, 1), ("4", 8, 1), ("5", 9, 1), ("6", 10, 1)]),
        new(3, Identify("brookside-primary", "A1930500003", "s_3", 999103, "Brookside Primary School", "PRIMARY", "2103"), Primary,
            [("R", 4, 1), ("1", 5, 1), ("2", 6, 1), ("3", 7, 1), ("4", 8, 2), ("5", 9, 2), ("6", 10, 1)]),
    ];

    private static SchoolIdentity Identify(string id, string wonde, string safeguarding, int urn, string name, string phase, string establishment) => new()
    {
        School = new SchoolId(id),
        WondeId = wonde,
        SafeguardingId = safeguarding,
        Urn = urn,
        Name = name,
        Phase = phase,
        EstablishmentNumber = establishment,
    };
}
