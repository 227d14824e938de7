using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

/// <content>Events of the examples that are contacts, transfers, siblings and roles.</content>
internal sealed partial class StoryText
{
    private const string OneHousehold = "h1";
    private const string Pupils = @"p\d{3}(?: and p\d{3})*";

    private readonly SortedDictionary<StudentId, Pupil> _others = [];

    private bool ReadSafeguarding(string text) =>
        ReadOther(text) || ReadHousehold(text) || ReadRoles(text) || ReadOutcome(text) || ReadContact(text) || ReadTransfer(text) || ReadRecord(text);

    /// <summary><c>p002: CP</c>, <c>p002: #a Mon 2 Nov by Ann, neglect 1</c>: what would be said of the pupil, said of another.</summary>
    private bool ReadOther(string text)
    {
        if (Match(text, @"(p\d{3}): (.+)") is not { } said) return false;
        var (other, mine, before) = (new StudentId(said[1].Value), _pupil, _events.Count);
        _pupil = OtherOf(other);
        var named = _named.ToDictionary();
        Read(said[2].Value);
        (_others[other], _pupil) = (_pupil, mine);
        for (var next = before; next < _events.Count; next++) _events[next] = (_events[next].At, _events[next].What is PupilObservation item ? item with { Student = other } : _events[next].What);
        foreach (var (name, item) in _named.Where(each => !named.TryGetValue(each.Key, out var old) || !ReferenceEquals(old, each.Value)).ToList()) _named[name] = item with { Student = other };
        return true;
    }

    private bool ReadHousehold(string text)
    {
        if (Match(text, $"siblings ({Pupils})(?: with p001)?") is not { } siblings) return false;
        _pupil = _pupil with { Household = OneHousehold };
        foreach (var other in PupilsOf(siblings[1].Value)) _others[other] = OtherOf(other) with { Household = OneHousehold };
        return true;
    }

    private bool ReadRoles(string text)
    {
        if (Match(text, $@"(#\w+ {Day} by .+?), ({Pupils}) harms ({Pupils})( @ {When})?") is not { } roles || !ReadConcern(roles[1].Value + roles[4].Value)) return false;
        var item = (Concern)_events[^1].What! with { ChildOnChild = new([.. PupilsOf(roles[2].Value)], [.. PupilsOf(roles[3].Value)]) };
        (_events[^1], _named[((Concern)item).Id]) = ((_events[^1].At, item), (PupilObservation)item);
        return true;
    }

    private bool ReadOutcome(string text)
    {
        if (Match(text, $@"(review|closing|contact|referral) on #(\w+) @ ({When})") is not { } outcome) return false;
        var at = InstantOf(outcome[3].Value, default);
        var kind = outcome[1].Value == "closing" ? ActionKind.Closed : Enum.Parse<ActionKind>(outcome[1].Value, ignoreCase: true);
        Add(at, new ConcernAction { School = Story.School, Id = $"a{_events.Count}", Concern = outcome[2].Value, At = at, Kind = kind });
        return true;
    }

    private bool ReadContact(string text)
    {
        if (Match(text, $@"(?:#(\w+) )?(seen|home-visit|call|meeting|no-contact) ({Day})(?: @ ({When}))?") is not { } contact) return false;
        var date = DateOf(contact[3].Value);
        var item = new Contact { School = Story.School, Student = Student, Id = contact[1].Success ? contact[1].Value : $"k{_events.Count}", At = SchoolTime.At(date, new(11, 0)), Kind = contact[2].Value };
        _named[item.Id] = item;
        Add(contact[4].Success ? InstantOf(contact[4].Value, date) : item.At, item);
        return true;
    }

    private bool ReadTransfer(string text)
    {
        if (Match(text, $@"withdrawn file (in|out) @ ({When})") is { } gone) return Withdraw(new FileTransfer { School = Story.School, Student = Student, Direction = gone[1].Value }, gone[2].Value);
        if (Match(text, $@"file (in|out)(, child protection)?(?:, sent ({Day}))?(?:, receipt ({Day}))? @ ({When})") is not { } transfer) return false;
        Add(InstantOf(transfer[5].Value, default), new FileTransfer
        {
            School = Story.School,
            Student = Student,
            Direction = transfer[1].Value,
            HasChildProtectionFile = transfer[2].Success,
            SentAt = transfer[3].Success ? SchoolTime.At(DateOf(transfer[3].Value), new(10, 0)) : null,
            ReceiptAt = transfer[4].Success ? SchoolTime.At(DateOf(transfer[4].Value), new(10, 0)) : null,
        });
        return true;
    }

    /// <summary><c>left Fri 6 Nov</c> from the start; <c>record now CP from Mon 5 Oct, left Fri 6 Nov @ Mon 9 Nov 09:00</c> replaces statuses, leaving and household.</summary>
    private bool ReadRecord(string text)
    {
        if (Match(text, $"left ({Day})") is { } left)
        {
            _pupil = _pupil with { Left = DateOf(left[1].Value) };
            return true;
        }

        if (Match(text, $@"record now (.+?) @ ({When})") is not { } record) return false;
        var (at, before) = (InstantOf(record[2].Value, default), _pupil);
        _pupil = before with { Statuses = [], Left = null, Household = null };
        foreach (var fact in record[1].Value.Split(',', StringSplitOptions.TrimEntries).Where(fact => fact != "no status"))
        {
            if (fact == "same household") _pupil = _pupil with { Household = OneHousehold };
            else Assert.True(ReadPupil(fact) || ReadRecord(fact), $"cannot read '{fact}'");
        }

        Add(at, _pupil);
        _pupil = before;
        return true;
    }

    private Pupil OtherOf(StudentId student) => _others.GetValueOrDefault(student) ?? Story.Pupil(student);

    private static IEnumerable<StudentId> PupilsOf(string text) => text.Split(" and ").Select(each => new StudentId(each));
}
