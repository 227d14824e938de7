namespace RiskMonitor.StandIns.Demo;

/// <summary>What the generators know of a pupil beyond what an upstream would say.</summary>
internal sealed record DemoPupil
{
    /// <summary>The record number in the school's students.</summary>
    public required int Record { get; init; }

    public required string Upi { get; init; }

    public required string Year { get; init; }

    public required int Class { get; init; }

    /// <summary>The first and the last day on roll, as positions in the demo's days.</summary>
    public required int FirstDay { get; init; }

    public required int LastDay { get; init; }

    /// <summary>The long-run share of sessions missed.</summary>
    public required double AbsenceRate { get; init; }

    public bool IsOnPlan { get; init; }

    public bool IsInNeed { get; init; }

    public bool IsInCare { get; init; }

    public bool IsVulnerable => IsOnPlan || IsInNeed || IsInCare;

    /// <summary>Years 1 to 11: the law's rules on absence hold for all of them.</summary>
    public bool IsOfCompulsoryAge => Year != "R";
}
