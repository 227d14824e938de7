using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain;

/// <content>Records that are one child: whatever comes for any of them goes into its own chronology first, and the child is told what they say together.</content>
internal sealed partial class RegisterIntake
{
    private readonly HashSet<StudentId> _joinedAnew = [];

    // What came may be older than what is known, so the record itself is asked.
    private void Recognise(StudentId student)
    {
        var identities = _register.Identities.With(student, Known(student).Pupil);
        if (ReferenceEquals(identities, _register.Identities)) return;
        _register = _register with { Identities = identities };
        Regroup([student]);
    }

    private void Decide(IdentityDecision decision)
    {
        _register = _register with { Identities = _register.Identities.With(decision) };
        // A trust's board has no pupils of its own: what was said there links records that stay with their schools.
        if (_school.IsTrust) return;
        Regroup([decision.Student, decision.Other]);
    }

    private void TakeOwn(StudentId student, Chronology own)
    {
        var identities = _register.Identities;
        _register = _register with { Identities = identities with { Own = identities.Own.SetItem(student, own) } };
        _joinedAnew.Add(identities.PrimaryOf(student));
    }

    private void Regroup(IEnumerable<StudentId> changed)
    {
        var concerned = changed.SelectMany(each => _register.Identities.RecordsOf(each)).ToList();
        var done = new HashSet<StudentId>();
        var anyJoined = !_register.Identities.Joined.IsEmpty || concerned.Any(each => _register.Identities.SameAs(each).Count > 1);
        if (!anyJoined) return;
        foreach (var student in concerned)
        {
            if (done.Contains(student)) continue;
            var records = _register.Identities.SameAs(student);
            done.UnionWith(records);
            Join([.. records.OrderBy(each => EntryOf(each).Place)]);
        }
    }

    private void Join(ImmutableArray<StudentId> records)
    {
        var identities = _register.Identities;
        if (records.Length == 1)
        {
            if (identities.Own.TryGetValue(records[0], out var alone)) TakeApart(records[0], alone);
            return;
        }

        if (identities.RecordsOf(records[0]).SequenceEqual(records)) return;
        var own = records.Select(each => (each, Known(each))).ToList();
        _register = _register with
        {
            Identities = identities with
            {
                Joined = identities.Joined.SetItems(records.Select(each => KeyValuePair.Create(each, records))),
                Own = identities.Own.SetItems(own.Select(each => KeyValuePair.Create(each.each, each.Item2))),
            },
        };
        _arrivals ??= new MarkArrivalsIntake(_register.Arrivals);
        foreach (var alias in records.Skip(1)) _arrivals.Join(EntryOf(alias).Place, EntryOf(records[0]).Place);
        _joinedAnew.UnionWith(records);
        EnrolJoined(records[0]);
    }

    private void TakeApart(StudentId student, Chronology alone)
    {
        var identities = _register.Identities;
        _register = _register with { Identities = identities with { Joined = identities.Joined.Remove(student), Own = identities.Own.Remove(student) } };
        _joinedAnew.Remove(student);
        Replace(student, alone);
        Place(student, alone.Pupil);
    }

    /// <summary>Who of the child's records is on roll decides for the child; the others are nobody who is expected.</summary>
    private bool EnrolJoined(StudentId student)
    {
        if (!_register.Identities.Joined.TryGetValue(student, out var records)) return false;
        var pupil = JoinedChronology.OnRoll(records.Select(each => _register.Identities.Own[each]));
        Place(records[0], pupil);
        foreach (var alias in records.Skip(1)) Place(alias, null);
        return true;
    }

    private void Place(StudentId student, Pupil? pupil)
    {
        var entry = EntryOf(student);
        var placed = entry.As(pupil);
        if (placed != entry) _register = _register with { Roll = _register.Roll.SetItem(student, placed) };
        Rehouse(student, entry.Household, placed.Household);
    }

    private void TellJoined()
    {
        foreach (var student in _joinedAnew.Order())
        {
            var identities = _register.Identities;
            if (!identities.Joined.TryGetValue(student, out var records)) continue;
            Replace(student, records[0] == student ? JoinedChronology.Of(student, [.. records.Select(each => identities.Own[each])]) : Chronology.Empty(student));
        }
    }

    private void Replace(StudentId student, Chronology by)
    {
        if (!_slices.TryGetValue(student, out var slice))
        {
            _slices[student] = slice = ImmutableArray.CreateBuilder<Observation>(1);
            _order.Add(student);
        }

        slice.Add(new ChronologyReplaced { School = _school, Student = student, By = by });
    }

    // What a record says by itself up to here: what was known before this page, and what the page has told it.
    private Chronology Known(StudentId student)
    {
        if (_register.Identities.Own.TryGetValue(student, out var own)) return own;
        var known = pupils(student) ?? Chronology.Empty(student);
        return _slices.TryGetValue(student, out var slice) ? slice.Aggregate(known, (chronology, next) => chronology.With(next)) : known;
    }
}
