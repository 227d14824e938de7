using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Students;

/// <summary>
/// A pupil's mailbox. It takes its slice into the chronology, asks the rules, and answers; it never writes by itself.
/// It gets from the school what is remembered of the pupil when it is new, when rows without consequence passed it by, and for a case page.
/// </summary>
[GrainType("student")]
[Orleans.Placement.PreferLocalPlacement]
public sealed class StudentGrain(RuleShelf shelf) : Grain, IStudentGrain
{
    private SchoolId schoolId;
    private ISchoolGrain school = null!;
    private StudentId student;
    private Chronology chronology = null!;
    private Domain.Windows.SchoolCalendar? calendar;
    private long seen;
    private long owner;
    private PupilContext context = PupilContext.None;
    private StudentId? sameAs;
    private bool known;
    private int edition;
    private ImmutableArray<AlertUnder> older = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var parts = this.GetPrimaryKeyString().Split('/');
        (schoolId, school, student) = (new SchoolId(parts[0]), GrainFactory.GetGrain<ISchoolGrain>(parts[0]), new StudentId(parts[1]));
        chronology = Chronology.Empty(student);
        return Task.CompletedTask;
    }

    // Behind its school: rows without consequence passed it by. Ahead of it: the school came back and evaluates rows again whose outcome was
    // not stored, and what the pupil heard since must not be told as if it had been known then. From another activation of the school than this one:
    // what was disposed of meanwhile must not come back.
    public Task<PupilOutcome> Take(StudentSlice slice) =>
        IsUpWith(slice) && shelf.Find(schoolId, slice.Edition) is { } editions ? Task.FromResult(TakeIn(slice, editions)) : Catch(slice);

    public async Task<CaseView?> Case(DateTimeOffset asOf)
    {
        await Recall();
        if (sameAs is { } primary)
            return await GrainFactory.GetGrain<IStudentGrain>($"{schoolId}/{primary}").Case(asOf);
        return known && calendar is not null ? CaseReader.Read(chronology, calendar, context, await shelf.Of(schoolId, edition), older, asOf) : null;
    }

    private bool IsUpWith(StudentSlice slice) => (seen == slice.After || seen == slice.Position) && (owner == slice.Owner || seen == 0);

    private async Task<PupilOutcome> Catch(StudentSlice slice)
    {
        if (!IsUpWith(slice))
        {
            if (await school.Remember(student) is { } remembered)
                Adopt(remembered);
            else
                chronology = Chronology.Empty(student);
        }

        return TakeIn(slice, await shelf.Of(schoolId, slice.Edition));
    }

    private async Task Recall()
    {
        // While a row is on its way the school still holds what was before it.
        if (await school.Remember(student) is not { } remembered || remembered.Row < seen)
            return;
        Adopt(remembered);
    }

    private void Adopt(RememberedPupil remembered)
    {
        (chronology, seen, calendar, context, known) = (remembered.Chronology, remembered.Row, remembered.Calendar, remembered.Context, true);
        (edition, older, sameAs) = (remembered.Edition, remembered.Older, remembered.SameAs);
    }

    private PupilOutcome TakeIn(StudentSlice slice, RuleEditions rules)
    {
        foreach (var observation in slice.Observations)
            chronology = chronology.With(observation);
        (calendar, context, edition, older) = (slice.Calendar, slice.Context, slice.Edition, slice.Older);
        (known, owner) = (true, slice.Owner);
        if (slice.Observations.Length > 0)
            seen = slice.Position;
        return new PupilOutcome(chronology, slice.Evaluate ? rules.Assess(chronology, slice.Calendar, slice.At, slice.Context, slice.Older) : PupilAssessment.Nothing);
    }
}
