using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using Calendar = RiskMonitor.Domain.Observations.Calendar;

namespace RiskMonitor.Domain;

/// <summary>Takes one page into a school's register and sorts it into slices. Lives for one page.</summary>
internal sealed partial class RegisterIntake(SchoolRegister register, Func<StudentId, Chronology?> pupils)
{
    private readonly Dictionary<StudentId, ImmutableArray<Observation>.Builder> _slices = [];
    private readonly List<StudentId> _order = [];
    private readonly SchoolId _school = register.School;
    private MarkArrivalsIntake? _arrivals;
    private int? _nextPlace;
    private SchoolRegister _register = register;

    internal Intake Take(IReadOnlyList<Observation> observations)
    {
        var calendar = _register.Calendar;
        foreach (var observation in observations)
        {
            if (observation is ClockTick) continue;
            if (observation.School != _school) throw new ArgumentException($"An observation of {observation.School} came to {_school}.", nameof(observations));
            TakeOne(observation);
        }

        TellJoined();
        if (_arrivals?.Done() is { } arrivals && !ReferenceEquals(arrivals, _register.Arrivals)) _register = _register with { Arrivals = arrivals };
        var slices = _order.Select(student => new PupilSlice(student, _slices[student].DrainToImmutable()));
        return new Intake(_register, [.. slices], !ReferenceEquals(calendar, _register.Calendar));
    }

    private void TakeOne(Observation observation)
    {
        switch (observation)
        {
            case Mark mark:
                Tell(mark.Student, mark);
                Arrived(mark.Student, mark.At, AttendanceCodes.CategoryOf(mark.Code, mark.At.Date) is not (null or MarkCategory.NoMark), mark.ReceivedAt);
                break;
            case Pupil pupil:
                Tell(pupil.Student, pupil);
                Enrol(pupil);
                Recognise(pupil.Student);
                break;
            case IdentityDecision decision:
                Decide(decision);
                break;
            case Concern concern:
                TakeConcern(concern);
                break;
            case PupilObservation other:
                Tell(other.Student, other);
                break;
            case ConcernAction action:
                TakeAction(action);
                break;
            case Withdrawn withdrawn:
                TakeWithdrawn(withdrawn);
                break;
            default:
                TakeSchoolWide(observation);
                break;
        }
    }

    private void TakeSchoolWide(Observation observation)
    {
        switch (observation)
        {
            case Calendar calendar when calendar.ReceivedAt >= _register.CalendarReceivedAt:
                SetCalendar(calendar, calendar.ReceivedAt);
                break;
            case SchoolRecord record when _register.Record is not { } old || old.ReceivedAt <= record.ReceivedAt:
                _register = _register with { Record = record };
                break;
            case FeedReport report:
                TakeReport(report);
                break;
            case SchoolFigures figures:
                TakeFigures(figures);
                break;
            case Survey survey:
                _register = _register with { Surveys = Kept(_register.Surveys, survey) };
                break;
            case Training training:
                _register = _register with { Training = Kept(_register.Training, training) };
                break;
            case BoardReport report:
                _register = _register with { Reports = Kept(_register.Reports, report) };
                break;
        }
    }

    private void TakeFigures(SchoolFigures figures)
    {
        var old = _register.Figures.GetValueOrDefault(figures.Of);
        if (old is not null && (old.ReceivedAt > figures.ReceivedAt || Content.Same(old, figures))) return;
        _register = _register with { Figures = figures.IsGone ? _register.Figures.Remove(figures.Of) : _register.Figures.SetItem(figures.Of, figures) };
    }

    private void Tell(StudentId student, Observation observation)
    {
        if (_register.Identities.Own.TryGetValue(student, out var own))
        {
            TakeOwn(student, own.With(observation));
            return;
        }

        if (!_slices.TryGetValue(student, out var slice))
        {
            _slices[student] = slice = ImmutableArray.CreateBuilder<Observation>(1);
            _order.Add(student);
        }

        slice.Add(observation);
    }

    private void Arrived(StudentId student, SchoolSession at, bool isMarked, DateTimeOffset receivedAt)
    {
        _arrivals ??= new MarkArrivalsIntake(_register.Arrivals);
        _arrivals.Take(at, EntryOf(_register.Identities.PrimaryOf(student)).Place, isMarked, receivedAt);
    }

    private RollEntry EntryOf(StudentId student)
    {
        if (_register.Roll.TryGetValue(student, out var entry)) return entry;
        // Not the count: pupils whose period is over are gone, and a place is never given twice.
        _nextPlace ??= _register.Roll.Values.Select(each => each.Place + 1).DefaultIfEmpty(0).Max();
        entry = new RollEntry { Place = _nextPlace.Value };
        _nextPlace++;
        _register = _register with { Roll = _register.Roll.SetItem(student, entry) };
        return entry;
    }

    private void Enrol(Pupil pupil)
    {
        if (EnrolJoined(pupil.Student)) return;
        var entry = EntryOf(pupil.Student);
        var enrolled = entry.With(pupil);
        if (enrolled != entry) _register = _register with { Roll = _register.Roll.SetItem(pupil.Student, enrolled) };
        Rehouse(pupil.Student, entry.Household, enrolled.Household);
        if (_register.RollKnownSince is not { } known || pupil.ReceivedAt < known) _register = _register with { RollKnownSince = pupil.ReceivedAt };
    }

    private void TakeConcern(Concern concern)
    {
        var (routing, actions) = _register.Routing.With(concern);
        if (!ReferenceEquals(routing, _register.Routing)) _register = _register with { Routing = routing };
        Tell(concern.Student, concern);
        foreach (var action in actions) Tell(concern.Student, action);
    }

    private void TakeAction(ConcernAction action)
    {
        var (routing, students) = _register.Routing.With(action);
        if (!ReferenceEquals(routing, _register.Routing)) _register = _register with { Routing = routing };
        foreach (var student in students) Tell(student, action);
    }

    private void TakeWithdrawn(Withdrawn withdrawn)
    {
        switch (withdrawn.Of)
        {
            case "action":
                var (routing, students) = _register.Routing.WithoutAction(withdrawn);
                _register = _register with { Routing = routing };
                foreach (var each in students) Tell(each, withdrawn);
                return;
            case "calendar" when withdrawn.ReceivedAt >= _register.CalendarReceivedAt:
                SetCalendar(null, withdrawn.ReceivedAt);
                return;
            case "school" when _register.Record is { } record && record.ReceivedAt <= withdrawn.ReceivedAt:
                _register = _register with { Record = null };
                return;
            case "survey" or "training" or "report":
                TakeBack(withdrawn);
                return;
        }

        if (StudentOf(withdrawn) is not { } student) return;
        Tell(student, withdrawn);
        if (withdrawn.Of == "concern") _register = _register with { Routing = _register.Routing.WithoutConcern(withdrawn, student) };
        if (withdrawn.Of == "pupil")
        {
            Strike(student, withdrawn);
            Recognise(student);
        }

        if (withdrawn.Of == "mark" && SessionOf(withdrawn) is { } at) Arrived(student, at, isMarked: false, withdrawn.ReceivedAt);
    }

    // One per natural key, the one received last; hearing the same again changes nothing, so that nobody counts again for it.
    private ImmutableDictionary<string, T> Kept<T>(ImmutableDictionary<string, T> kept, T item)
        where T : Observation
    {
        if (_register.TakenBack.TryGetValue($"{item.Type}|{item.Key}", out var gone) && gone > item.ReceivedAt) return kept;
        if (kept.TryGetValue(item.Key, out var old) && (old.ReceivedAt > item.ReceivedAt || old.Equals(item with { ReceivedAt = old.ReceivedAt }))) return kept;
        return kept.SetItem(item.Key, item);
    }

    private void TakeBack(Withdrawn withdrawn)
    {
        var key = $"{withdrawn.Of}|{withdrawn.OfKey}";
        if (_register.TakenBack.TryGetValue(key, out var gone) && gone >= withdrawn.ReceivedAt) return;
        _register = _register with
        {
            TakenBack = _register.TakenBack.SetItem(key, withdrawn.ReceivedAt),
            Surveys = withdrawn.Of == "survey" ? Without(_register.Surveys, withdrawn) : _register.Surveys,
            Training = withdrawn.Of == "training" ? Without(_register.Training, withdrawn) : _register.Training,
            Reports = withdrawn.Of == "report" ? Without(_register.Reports, withdrawn) : _register.Reports,
        };
    }

    private static ImmutableDictionary<string, T> Without<T>(ImmutableDictionary<string, T> kept, Withdrawn withdrawn)
        where T : Observation =>
        kept.TryGetValue(withdrawn.OfKey, out var old) && old.ReceivedAt <= withdrawn.ReceivedAt ? kept.Remove(withdrawn.OfKey) : kept;

    private void Rehouse(StudentId student, string? before, string? now)
    {
        if (before == now) return;
        var households = _register.Households;
        if (before is not null)
        {
            var rest = households.GetValueOrDefault(before, []).Remove(student);
            households = rest.IsEmpty ? households.Remove(before) : households.SetItem(before, rest);
        }

        if (now is not null) households = households.SetItem(now, households.GetValueOrDefault(now, []).Add(student));
        _register = _register with { Households = households };
    }

    private void Strike(StudentId student, Withdrawn withdrawn)
    {
        if (EnrolJoined(student)) return;
        var entry = EntryOf(student);
        var struck = entry.Without(withdrawn);
        _register = _register with { Roll = _register.Roll.SetItem(student, struck) };
        Rehouse(student, entry.Household, struck.Household);
    }

    private void SetCalendar(Calendar? calendar, DateTimeOffset receivedAt)
    {
        var isSame = calendar is not null && _register.Calendar.Source is { } old && Content.Same(old, calendar with { ReceivedAt = old.ReceivedAt });
        if (isSame) return;
        _register = _register with
        {
            Calendar = calendar is null ? SchoolCalendar.Empty : SchoolCalendar.From(calendar),
            CalendarReceivedAt = receivedAt,
            CalendarKnownSince = _register.CalendarKnownSince ?? (calendar is null ? null : receivedAt),
        };
    }

    private void TakeReport(FeedReport report)
    {
        var old = _register.Feeds.FirstOrDefault(each => each.Feed == report.Feed);
        var feed = old?.With(report) ?? new FeedWatch { Feed = report.Feed, LastCompleteAt = report.LastCompleteAt };
        if (ReferenceEquals(old, feed)) return;
        var others = old is null ? _register.Feeds : _register.Feeds.Remove(old);
        _register = _register with { Feeds = [.. others.Add(feed).OrderBy(each => each.Feed, StringComparer.Ordinal)] };
    }

    // A pupil's thing is withdrawn under its key; the pupil is the first part for marks and the like, the second for what has an id of its own.
    private static StudentId? StudentOf(Withdrawn withdrawn)
    {
        if (withdrawn.Student is { } student) return student;
        var parts = withdrawn.OfKey.Split('|');
        var text = withdrawn.Of is "mark" or "lesson" or "file-transfer" or "pupil" ? parts[0] : parts.ElementAtOrDefault(1);
        return IdText.IsValid(text) ? new StudentId(text!) : null;
    }

    private static SchoolSession? SessionOf(Withdrawn withdrawn) =>
        withdrawn.OfKey.Split('|') is [_, var date, var session]
        && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && Enum.TryParse<Session>(session, out var half)
            ? new SchoolSession(day, half)
            : null;
}
