using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <summary>Reads the events of an example, as a lead writes them (see Examples/README.md), and plays them.</summary>
internal sealed partial class StoryText(RuleId rule)
{
    private const string Day = @"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{1,2} [A-Z][a-z]{2}(?: \d{4})?";
    private const string When = $@"(?:{Day} )?\d\d:\d\d";

    public static readonly StudentId Student = new("p001");

    private readonly List<(DateTimeOffset At, Observation? What)> _events = [];
    private readonly List<DateTimeOffset> _acknowledged = [];
    private readonly List<Mark> _marks = [];
    private readonly Dictionary<string, PupilObservation> _named = [];
    private DateOnly _cursor = new(2026, 9, 3);
    private bool _hasCalendar = true;
    private int _pupils = 1;
    private Pupil _pupil = Story.Pupil(Student);

    public static DateOnly DateOf(string text)
    {
        var words = text.Split(' ');
        var (name, rest) = char.IsLetter(words[0][0]) ? (words[0], words[1..]) : (null, words);
        var date = DateOnly.ParseExact($"{rest[0]} {rest[1]} {(rest.Length > 2 ? rest[2] : "2026")}", "d MMM yyyy", CultureInfo.InvariantCulture);
        Assert.True(name is null || date.ToString("ddd", CultureInfo.InvariantCulture) == name, $"{text} is not a {name}");
        return date;
    }

    public Story Play(string events, RuleBook rules)
    {
        var story = new Story(rules, IsTrusts ? Trust : null);
        foreach (var happening in Happenings(events)) story.Live(happening);
        return story;
    }

    /// <summary>What the row says happens, in order, beginning with what is known at 07:00 of the first day: whoever plays it plays this.</summary>
    public IReadOnlyList<Happening> Happenings(string events)
    {
        foreach (var statement in events.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Read(statement);
        var begins = SchoolTime.At(SchoolTime.DateOf(_events.Min(each => each.At)), new(7, 0));
        var known = IsTrusts ? [] : Known().Select(each => each with { ReceivedAt = begins });
        var instants = _events.GroupBy(each => each.At).Select(each => (At: each.Key, What: each.Select(one => one.What).OfType<Observation>().ToImmutableArray()))
            .Concat(_acknowledged.Concat(_taken.Keys).Concat(_closed.Keys).Select(at => (At: at, What: ImmutableArray<Observation>.Empty)))
            .OrderBy(each => each.At);
        return [new(begins, [.. known], null), .. instants.Select(each => new Happening(each.At, each.What, TakenOnAt(each.At), _closed.GetValueOrDefault(each.At)))];
    }

    private RuleId? TakenOnAt(DateTimeOffset at) => _taken.TryGetValue(at, out var other) ? other : _acknowledged.Contains(at) ? rule : null;

    private IEnumerable<Observation> Known()
    {
        IEnumerable<Observation> pupils = [.. Peers, .. Enumerable.Range(2, _pupils - 1).Select(number => Story.Pupil(new($"p{number:000}"))).Where(each => !_others.ContainsKey(each.Student)), .. _others.Values, _pupil];
        return _hasCalendar ? pupils.Prepend(CalendarOfStory) : pupils;
    }

    private void Read(string statement)
    {
        var isTwice = statement.EndsWith(" twice", StringComparison.Ordinal);
        var text = isTwice ? statement[..^6] : statement;
        var before = _events.Count;
        Assert.True(ReadRegister(text) || ReadPupil(text) || ReadConcern(text) || ReadSchool(text) || ReadProvision(text) || ReadConduct(text) || ReadSafeguarding(text) || ReadSchoolInputs(text) || ReadTrust(text), $"cannot read '{text}'");
        if (!isTwice) return;
        foreach (var (at, what) in _events.Skip(before).ToList()) Add(at.AddMinutes(1), what! with { ReceivedAt = at.AddMinutes(1) });
    }

    private bool ReadRegister(string text)
    {
        if (Match(text, @"(\d+) days? (\S)(\S)") is { } run)
        {
            for (var left = int.Parse(run[1].Value, CultureInfo.InvariantCulture); left > 0; _cursor = _cursor.AddDays(1)) left -= Fill(_cursor, run[2].Value, run[3].Value, null) ? 1 : 0;
        }
        else if (Match(text, $"({Day})(?: to ({Day}))? ([^ ])([^ ])(?: @ ({When}))?") is { } days)
        {
            var (from, to) = (DateOf(days[1].Value), DateOf(days[2].Success ? days[2].Value : days[1].Value));
            foreach (var date in Story.Days(from, to)) Fill(date, days[3].Value, days[4].Value, days[5].Success ? days[5].Value : null, isAny: from == to);
            _cursor = to.AddDays(1);
        }
        else if (Match(text, $"({Day}) (AM|PM) (\\S{{1,2}})(?: @ ({When}))?") is { } one)
        {
            AddMark(new(DateOf(one[1].Value), Enum.Parse<Session>(one[2].Value)), one[3].Value, one[4].Success ? one[4].Value : null);
        }
        else if (Match(text, $"(issued|waived) ({Day}) for all so far(?: @ ({When}))?") is { } notice)
        {
            var (date, outcome) = (DateOf(notice[2].Value), notice[1].Value == "issued" ? NoticeOutcome.Issued : NoticeOutcome.Waived);
            Add(notice[3].Success ? InstantOf(notice[3].Value, date) : SchoolTime.At(date, new(15, 0)), new Notice { School = Story.School, Student = Student, Id = $"n{_events.Count}", IssuedOn = date, Outcome = outcome, Sessions = [.. _marks.Where(mark => mark.Code is "G" or "N" or "O" or "U").Select(mark => mark.At)] });
        }
        else
        {
            return Match(text, $"withdrawn ({Day}) (AM|PM) @ ({When})") is { } gone && Withdraw(new Mark { School = Story.School, Student = Student, At = new(DateOf(gone[1].Value), Enum.Parse<Session>(gone[2].Value)) }, gone[3].Value);
        }

        return true;
    }

    private bool ReadPupil(string text)
    {
        if (Match(text, $"(CP|CIN|CLA|MissingRisk|FamilyHelp|SENSupport|EHCP)(?: from ({Day}))?(?: until ({Day}))?") is { } status)
        {
            var from = status[2].Success ? DateOf(status[2].Value) : new DateOnly(2026, 1, 1);
            _pupil = _pupil with { Statuses = _pupil.Statuses.Add(new(Enum.Parse<StatusKind>(status[1].Value), from, status[3].Success ? DateOf(status[3].Value) : null)) };
        }
        else if (Match(text, @"Year (\d+), birthday unknown") is { } year)
        {
            _pupil = _pupil with { Born = null, YearGroup = int.Parse(year[1].Value, CultureInfo.InvariantCulture) };
        }
        else if (text == "birthday and year unknown")
        {
            _pupil = _pupil with { Born = null, YearGroup = null };
        }
        else if (Match(text, $"joined ({Day})") is { } joined)
        {
            _pupil = _pupil with { Joined = DateOf(joined[1].Value) };
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadConcern(string text)
    {
        if (Match(text, $@"#(\w+) ({Day}) by (\w+), ([\w-]+(?: and [\w-]+)*) (\d)(?:, same event as #(\w+))?(?: @ ({When}))?") is { } concern)
        {
            var date = DateOf(concern[2].Value);
            var at = concern[7].Success ? InstantOf(concern[7].Value, date) : SchoolTime.At(date, new(15, 0));
            var item = new Concern
            {
                School = Story.School,
                Student = Student,
                Id = concern[1].Value,
                OccurredAt = SchoolTime.At(date, new(12, 0)),
                RecordedAt = at,
                RecordedBy = concern[3].Value,
                Categories = [.. concern[4].Value.Split(" and ")],
                Severity = int.Parse(concern[5].Value, CultureInfo.InvariantCulture),
                SameEventAs = concern[6].Success ? concern[6].Value : null,
            };
            _named[item.Id] = item;
            Add(at, item);
        }
        else if (Match(text, $@"action on #(\w+) @ ({When})") is { } action)
        {
            var at = InstantOf(action[2].Value, default);
            Add(at, new ConcernAction { School = Story.School, Id = $"a{_events.Count}", Concern = action[1].Value, At = at, Kind = ActionKind.Triage });
        }
        else
        {
            return Match(text, $@"withdrawn #([\w-]+) @ ({When})") is { } gone && Withdraw(_named[gone[1].Value], gone[2].Value);
        }

        return true;
    }

    private bool ReadSchool(string text)
    {
        if (Match(text, @"(\d+) pupils") is { } pupils) _pupils = int.Parse(pupils[1].Value, CultureInfo.InvariantCulture);
        else if (text == "no calendar") _hasCalendar = false;
        else if (Match(text, $"({Day}) is INSET @ ({When})") is { } inset) Add(InstantOf(inset[2].Value, default), CalendarOfStory with { Inset = CalendarOfStory.Inset.Add(DateOf(inset[1].Value)) });
        else if (Match(text, $"nothing until ({When})") is { } clock) _events.Add((InstantOf(clock[1].Value, default), null));
        else if (Match(text, $"acknowledged @ ({When})") is { } acknowledged) _acknowledged.Add(InstantOf(acknowledged[1].Value, default));
        else if (Match(text, $"poll of (mis|concerns)(?: of ({When}))? @ ({When})") is { } poll)
            Add(InstantOf(poll[3].Value, default), new FeedReport { School = Story.School, Feed = poll[1].Value, LastCompleteAt = InstantOf(poll[poll[2].Success ? 2 : 3].Value, default) });
        else if (Match(text, $@"({Day}) (AM|PM) (\d+)(?: to (\d+))? marked(?: @ ({When}))?") is { } marked) MarkMany(marked);
        else return false;
        return true;
    }

    private void MarkMany(GroupCollection marked)
    {
        var at = new SchoolSession(DateOf(marked[1].Value), Enum.Parse<Session>(marked[2].Value));
        var from = marked[4].Success ? int.Parse(marked[3].Value, CultureInfo.InvariantCulture) : 1;
        var to = int.Parse(marked[marked[4].Success ? 4 : 3].Value, CultureInfo.InvariantCulture);
        var received = marked[5].Success ? InstantOf(marked[5].Value, at.Date) : Usual(at);
        for (var number = from; number <= to; number++) Add(received, new Mark { School = Story.School, Student = new($"p{number:000}"), At = at, Code = at.Session is Session.AM ? "/" : "\\" });
    }

    private bool Fill(DateOnly date, string morning, string afternoon, string? when, bool isAny = false)
    {
        if (!isAny && !SchoolCalendar.From(Story.Calendar()).IsSchoolDay(date)) return false;
        AddMark(new(date, Session.AM), morning, when);
        AddMark(new(date, Session.PM), afternoon, when);
        return true;
    }

    private void AddMark(SchoolSession at, string code, string? when)
    {
        if (code == ".") return;
        var mark = new Mark { School = Story.School, Student = Student, At = at, Code = code == "-" ? null : code };
        _marks.Add(mark);
        Add(when is null ? Usual(at) : InstantOf(when, at.Date), mark);
    }

    private bool Withdraw(PupilObservation what, string when)
    {
        var at = InstantOf(when, default);
        Add(at, new Withdrawn { School = Story.School, Of = what.Type, OfKey = what.Key, Student = what.Student, At = at, Reason = "deleted" });
        return true;
    }

    private void Add(DateTimeOffset at, Observation what) => _events.Add((at, what with { ReceivedAt = at }));

    private static DateTimeOffset Usual(SchoolSession at) => SchoolTime.At(at.Date, at.Session is Session.AM ? new(9, 10) : new(13, 20));

    private static DateTimeOffset InstantOf(string text, DateOnly date) =>
        SchoolTime.At(text.Length > 5 ? DateOf(text[..^6]) : date, TimeOnly.ParseExact(text[^5..], "HH:mm", CultureInfo.InvariantCulture));

    private static GroupCollection? Match(string text, string pattern) => Regex.Match(text, $"^{pattern}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) is { Success: true } match ? match.Groups : null;
}
