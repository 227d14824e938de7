namespace RiskMonitor.Domain.Tests.Reference;

internal enum Half
{
    AM,
    PM,
}

/// <summary>What a code says of a session.</summary>
internal enum Stand
{
    Unmarked,
    NotPossible,
    Attended,
    Authorised,
    Unauthorised,
}

/// <summary>One step of the attendance rules: a session of the school's calendar and its mark, if any.</summary>
internal sealed record Step(DateOnly Date, Half Half, string? Code)
{
    public Stand Stand { get; } = StandOf(Code);

    public bool IsAbsent => Stand is Stand.Authorised or Stand.Unauthorised;

    public bool IsPossible => IsAbsent || Stand == Stand.Attended;

    public int Year => London.SchoolYearOf(Date);

    public static Stand StandOf(string? code) => code switch
    {
        null or "-" => Stand.Unmarked,
        "/" or "\\" or "L" or "K" or "V" or "P" or "W" or "B" => Stand.Attended,
        "C" or "C1" or "C2" or "E" or "I" or "J1" or "M" or "R" or "S" or "T" => Stand.Authorised,
        "G" or "N" or "O" or "U" => Stand.Unauthorised,
        "D" or "X" or "Q" or "Y1" or "Y2" or "Y3" or "Y4" or "Y5" or "Y6" or "Y7" or "Z" or "#" => Stand.NotPossible,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such code."),
    };
}

internal sealed record Concern(
    string Id, string Student, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, IReadOnlyList<string> Categories, int Severity, string RecordedBy,
    IReadOnlyList<string> Linked, string? SameEventAs, IReadOnlyList<string> Aggressors, IReadOnlyList<string> Targets, bool NamesRoles)
{
    public DateOnly Date { get; } = London.DateOf(OccurredAt);

    public static Concern Of(Entry entry)
    {
        var roles = entry.Parts("childOnChild") is [var both, ..] ? both : null;
        return new(
            entry.Text("id")!, entry.Student!, entry.Time("occurredAt")!.Value, entry.RecordedAt, entry.Texts("categories"), entry.Whole("severity"), entry.Text("recordedBy")!,
            entry.Texts("linked"), entry.Text("sameEventAs"), roles?.Texts("aggressor") ?? [], roles?.Texts("target") ?? [], roles is not null);
    }

    /// <summary>Of entries joined by <c>sameEventAs</c> the earliest, by time and id; only links among these entries join.</summary>
    public static IReadOnlyList<Concern> OncePerEvent(IReadOnlyList<Concern> entries)
    {
        var ordered = entries.OrderBy(entry => entry.OccurredAt).ThenBy(entry => entry.Id, StringComparer.Ordinal).ToList();
        var left = ordered.ToList();
        var events = new List<Concern>();
        while (left.Count > 0)
        {
            var group = new List<Concern> { left[0] };
            for (var next = 0; next < group.Count; next++)
                group.AddRange(left.Where(other => !group.Contains(other) && AreJoined(group[next], other)).ToList());
            events.Add(group[0]);
            left.RemoveAll(group.Contains);
        }

        return events;
    }

    private static bool AreJoined(Concern one, Concern other) => one.SameEventAs == other.Id || other.SameEventAs == one.Id;
}

internal sealed record Deed(string Concern, DateTimeOffset At, string Kind)
{
    public DateOnly Date { get; } = London.DateOf(At);
}

/// <summary>A pupil as known at an instant, and the steps the rules walk.</summary>
internal sealed class PupilView
{
    private readonly Entry? record;
    private readonly Dictionary<(DateOnly, Half), string?> marks = [];
    private IReadOnlyList<Step>? steps;
    private IReadOnlyList<DateOnly>? dates;
    private IReadOnlyList<Concern>? concerns;
    private IReadOnlyList<Deed>? actions;

    public PupilView(Knowledge known, string school, string student)
    {
        (Known, School, Student) = (known, school, student);
        record = known.Of("pupil", school, student).SingleOrDefault();
        Calendar = known.School(school).Calendar;
        foreach (var mark in Of("mark").Where(mark => mark.Date("date") <= Today))
            marks[(mark.Date("date")!.Value, Enum.Parse<Half>(mark.Text("session")!))] = mark.Text("code");
    }

    public Knowledge Known { get; }

    public string School { get; }

    public string Student { get; }

    public Calendar Calendar { get; }

    public DateOnly Today => Known.Today;

    public IReadOnlyList<Step> Steps => steps ??= StepsUpToTheLastMark();

    public IReadOnlyList<DateOnly> StepDates => [.. Steps.Select(step => step.Date)];

    /// <summary>The steps of the rules that walk dates: from the first thing known to today.</summary>
    public IReadOnlyList<DateOnly> Dates => dates ??= [.. London.Dates(FirstDate, Today)];

    public IReadOnlyList<Concern> Concerns => concerns ??= [.. Of("concern").Select(Concern.Of)];

    /// <summary>What was done about this pupil's concerns.</summary>
    public IReadOnlyList<Deed> Actions => actions ??= [.. Known.School(School).Actions.Where(action => Concerns.Any(concern => concern.Id == action.Concern))];

    public bool IsKnown => record is not null;

    public DateOnly Joined => record?.Date("joined") ?? DateOnly.MinValue;

    public DateOnly? Left => record?.Date("left");

    public int? YearGroup => record?.OptionalWhole("yearGroup");

    public string? Registration => record?.Text("registration");

    public string? Household => record?.Text("household");

    public IEnumerable<(string Kind, DateOnly From, DateOnly To)> Statuses =>
        record?.Parts("statuses").Select(status => (status.Text("kind")!, status.Date("from")!.Value, status.Date("to") ?? DateOnly.MaxValue)) ?? [];

    private DateOnly FirstDate
    {
        get
        {
            var named = Concerns.SelectMany(concern => new[] { concern.Date, London.DateOf(concern.RecordedAt) })
                .Concat(Of("suspension").Select(suspension => suspension.Date("from")!.Value))
                .Concat(Of("departure").Select(departure => departure.Date("noticedOn")!.Value))
                .Concat(Statuses.Select(status => status.From))
                .Append(Today);
            return (Calendar.IsKnown ? named.Append(Calendar.From) : named).Min();
        }
    }

    public IEnumerable<Entry> Of(string type) => Known.Of(type, School, Student);

    public bool Has(DateOnly date, params string[] kinds) => Statuses.Any(status => kinds.Contains(status.Kind) && status.From <= date && date <= status.To);

    public bool IsOnRoll(DateOnly date) => IsKnown && Joined <= date && (Left is null || date <= Left);

    public string? MarkOf(DateOnly date, Half half) => marks.GetValueOrDefault((date, half));

    public bool HasMarkOn(DateOnly date) => MarkOf(date, Half.AM) is not null || MarkOf(date, Half.PM) is not null;

    public bool HasAttendedAfter(DateOnly date, Half half) =>
        marks.Any(mark => (mark.Key.Item1, mark.Key.Item2).CompareTo((date, half)) > 0 && Step.StandOf(mark.Value) == Stand.Attended);

    /// <summary>5.0.8, with what an unknown birthday and year group leave open: nothing is raised.</summary>
    public bool IsOfCompulsoryAge(DateOnly date)
    {
        if (record?.Truth("compulsoryAge") is { } told) return told;
        if (record?.Date("born") is not { } born) return YearGroup is >= 1 and <= 11;
        var fifth = born.AddYears(5);
        var begins = new[] { new DateOnly(fifth.Year, 1, 1), new(fifth.Year, 4, 1), new(fifth.Year, 9, 1), new(fifth.Year + 1, 1, 1) }.First(day => day >= fifth);
        var sixteenth = born.AddYears(16);
        var june = new DateOnly(sixteenth.Month >= 9 ? sixteenth.Year + 1 : sixteenth.Year, 6, 30);
        while (june.DayOfWeek != DayOfWeek.Friday) june = june.AddDays(-1);
        return begins <= date && date <= june;
    }

    private IReadOnlyList<Step> StepsUpToTheLastMark()
    {
        var all = Calendar.SchoolDays.Where(date => Joined <= date && (Left is null || date <= Left) && date <= Today)
            .SelectMany(date => new[] { Half.AM, Half.PM }.Select(half => new Step(date, half, MarkOf(date, half)))).ToList();
        return all[..(all.FindLastIndex(step => step.Code is not null) + 1)];
    }
}

/// <summary>A school as known at an instant.</summary>
internal sealed class SchoolView(Knowledge known, string school)
{
    private IReadOnlyList<PupilView>? pupils;
    private IReadOnlyList<DateOnly>? dates;
    private IReadOnlyList<Concern>? concerns;

    public Knowledge Known => known;

    public string School => school;

    public DateOnly Today => known.Today;

    public Calendar Calendar { get; } = known.Journal.CalendarOf(known.Of("calendar", school).SingleOrDefault());

    public IReadOnlyList<Deed> Actions { get; } =
        [.. known.Of("action", school).Select(action => new Deed(action.Text("concern")!, action.Time("at")!.Value, action.Text("kind")!))];

    public IReadOnlyList<Concern> Concerns => concerns ??= [.. known.Of("concern", school).Select(Concern.Of)];

    public IReadOnlyList<PupilView> Pupils => pupils ??= [.. known.StudentsOf(school).Select(student => known.Pupil(school, student))];

    public IReadOnlyList<PupilView> Roll(DateOnly date) => [.. Pupils.Where(pupil => pupil.IsOnRoll(date))];

    public string? Trust => known.Of("school", school).SingleOrDefault()?.Text("trust");

    public IReadOnlyList<string> Peers => known.Of("school", school).SingleOrDefault()?.Texts("peers") ?? [];

    public IReadOnlyList<DateOnly> Dates => dates ??=
        [.. London.Dates(Concerns.Select(concern => concern.Date)
            .Concat(known.Of("training", school).Select(person => person.Date("appointedOn")).OfType<DateOnly>())
            .Append(Calendar.IsKnown ? Calendar.From : Today).Append(Today).Min(), Today)];
}
