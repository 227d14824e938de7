using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Faults;

/// <summary>How dates and times are written. Consumers have met all of these.</summary>
public enum DateShape
{
    /// <summary>PHP's serialised DateTime with a zone name and microseconds.</summary>
    Published,
    NoFraction,
    OffsetZone,
    AbbreviatedZone,
    PlainText,

    /// <summary>A different one of the above for each field in turn.</summary>
    Mixed,
}

/// <summary>
/// What the upstream's documents leave open, as switches, and its bad days, scripted request by request.
/// All may be changed while the servers run.
/// </summary>
public sealed class StandInFaults
{
    private readonly Lock _gate = new();
    private readonly List<Script> _scripts = [];

    /// <summary>Whether <c>updated_after</c> leaves out rows of exactly that time. Undocumented upstream. Default: it lets them in.</summary>
    public bool UpdatedAfterIsExclusive { get; set; }

    /// <summary>How far the server's clock is ahead of ours: moves its stamps and its Date header alike.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>How long after its stamp any row can first be read.</summary>
    public TimeSpan VisibilityDelay { get; set; }

    /// <summary>Default: shuffled with <see cref="ShuffleSeed"/>.</summary>
    public RowOrder Order { get; set; } = RowOrder.Shuffled;

    public int ShuffleSeed { get; set; } = 1;

    public DateShape Dates { get; set; }

    /// <summary>Every list is empty and every status 404, as on another region's domain.</summary>
    public bool IsWrongRegion { get; set; }

    /// <summary>The position of a row that every list of Assembly's has a second time, at its end, and counts twice; null: none.</summary>
    public int? DoublesRow { get; set; }

    /// <summary>Whether Assembly's pupils go over to the leavers when their last day is over, and not when it was written down: without a new stamp.</summary>
    public bool LeaversMoveOnTheDay { get; set; }

    /// <summary>Whether Assembly lists the registration groups of last year too, behind those of this year, with their members of then.</summary>
    public bool ListsFormerGroups { get; set; }

    /// <summary>Whether Assembly's marks of the register are there; if not, only those of groups.</summary>
    public bool HasRegisterMarks { get; set; } = true;

    /// <summary>A mark that each session has in a group's list besides, of Assembly: its code; null: none. Before the register's with an odd seed, else after it.</summary>
    public string? GroupMark { get; set; }

    /// <summary>Whether a refused include goes unnamed.</summary>
    public bool IncludeErrorIsGeneric { get; set; }

    /// <summary>Whether each row carries a field nobody has told us of.</summary>
    public bool AddsUnknownFields { get; set; }

    /// <summary>Includes this school's system does not know.</summary>
    public ConcurrentNames RejectedIncludes { get; } = new();

    /// <summary>Scopes not granted, such as <c>attendance.read</c>.</summary>
    public ConcurrentNames MissingScopes { get; } = new();

    /// <summary>Resources the school's system does not supply, such as <c>behaviours</c>.</summary>
    public ConcurrentNames NotSupplied { get; } = new();

    /// <summary>Fields of <c>extended_details</c> that are null because their scope has been taken away. At Assembly <c>end_date</c>: of a day that is still to come.</summary>
    public ConcurrentNames NulledFields { get; } = new();

    /// <summary>Pupils, by UPI, whom the school withholds from us: at Wonde in no list of pupils, in its list of those withheld, and counted.</summary>
    public ConcurrentNames Withheld { get; } = new();

    /// <summary>Pupils, by UPI, whom Wonde counts and its list of pupils has lost.</summary>
    public ConcurrentNames Lost { get; } = new();

    /// <summary>Whether Wonde counts leavers with the pupils. Undocumented upstream.</summary>
    public bool CountsLeavers { get; set; }

    /// <summary>Makes the next <paramref name="times"/> requests that match go wrong. Scripts are tried in the order they were given.</summary>
    public void Next(Func<StandInRequest, bool> when, Fault fault, int times = 1)
    {
        lock (_gate)
            _scripts.Add(new Script(when, fault, times));
    }

    public void Clear()
    {
        lock (_gate)
            _scripts.Clear();
    }

    internal Fault? Take(StandInRequest request)
    {
        lock (_gate)
        {
            var index = _scripts.FindIndex(script => script.When(request));
            if (index < 0)
                return null;
            var script = _scripts[index];
            if (script.Left == 1)
                _scripts.RemoveAt(index);
            else
                _scripts[index] = script with { Left = script.Left - 1 };
            return script.Fault;
        }
    }

    private sealed record Script(Func<StandInRequest, bool> When, Fault Fault, int Left);
}

/// <summary>One request as a script sees it.</summary>
/// <param name="Resource">The path below the school, without slashes at its ends: <c>attendance/session</c>.</param>
/// <param name="Page">From 1; for a cursor the page it leads to.</param>
public sealed record StandInRequest(string Resource, string? School, int Page, string Query);
