namespace RiskMonitor.Contracts;

/// <summary>What a person chose for themselves. Times are London's, as <c>07:30</c>.</summary>
public sealed record MySettings
{
    /// <summary>What <c>If-Match</c> names when they are changed.</summary>
    public long Version { get; init; }

    /// <summary>Where mail goes; null: the address that is configured, if any.</summary>
    public string? Address { get; init; }

    public bool Daily { get; init; }

    public string DailyAt { get; init; } = "";

    public bool Weekly { get; init; }

    /// <summary>monday to sunday.</summary>
    public string WeeklyOn { get; init; } = "";

    public string WeeklyAt { get; init; } = "";

    /// <summary>Critical alerts at once.</summary>
    public bool Immediate { get; init; }

    public string QuietFrom { get; init; } = "";

    public string QuietTo { get; init; } = "";

    public bool QuietWeekends { get; init; }

    /// <summary>Whether Critical alerts, and what the ladder asks, come through the quiet hours.</summary>
    public bool CriticalBreaksQuiet { get; init; }

    public bool Shortcuts { get; init; } = true;

    /// <summary>device, light or dark.</summary>
    public string Theme { get; init; } = "device";
}

/// <summary>Who is on duty at a school, with what its calendar says of hours and terms.</summary>
public sealed record SchoolDuty
{
    public required string School { get; init; }

    public required string Name { get; init; }

    /// <summary>What <c>If-Match</c> names when it is changed.</summary>
    public long Version { get; init; }

    public bool CanChange { get; init; }

    /// <summary>Monday to Sunday.</summary>
    public IReadOnlyList<DutyPeople> Week { get; init; } = [];

    public IReadOnlyList<DutyDate> Exceptions { get; init; } = [];

    /// <summary>Today's, exceptions included.</summary>
    public DutyPeople Today { get; init; } = new();

    /// <summary>Who can be named: everybody with a grant to work the school's alerts.</summary>
    public IReadOnlyList<DutyChoice> Staff { get; init; } = [];

    /// <summary>Between these times the escalation ladder of High alerts goes on.</summary>
    public string HoursFrom { get; init; } = "";

    public string HoursTo { get; init; } = "";

    /// <summary>When registers close; null without a calendar.</summary>
    public string? MorningCloses { get; init; }

    public string? AfternoonCloses { get; init; }

    public IReadOnlyList<TermDates> Terms { get; init; } = [];
}

/// <summary>Staff ids; null: nobody is named, and everybody with that role is asked.</summary>
public sealed record DutyPeople(string? OnDuty = null, string? Deputy = null, string? Head = null);

/// <summary>A date that is not as usual; whoever is not named is as usual.</summary>
public sealed record DutyDate(DateOnly Date, string? OnDuty = null, string? Deputy = null, string? Head = null);

public sealed record DutyChoice(string Id, string Name, string Roles);

public sealed record TermDates(string Name, DateOnly From, DateOnly To);

/// <summary>The whole rota, as it is to be.</summary>
public sealed record DutyCommand(IReadOnlyList<DutyPeople> Week, IReadOnlyList<DutyDate> Exceptions);
