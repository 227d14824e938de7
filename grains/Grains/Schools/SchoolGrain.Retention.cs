using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Retention;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <content>What the school remembers past its period, and forgetting it.</content>
public sealed partial class SchoolGrain
{
    public Task<SchoolPastPeriod> PastPeriod(ImmutableArray<StudentId> held, DateTimeOffset asOf)
    {
        var kept = held.ToImmutableHashSet();
        var leavers = memory.Pupils.Values.Select(entry => entry.Chronology).Where(each => HasLeft(each.Student, asOf)).ToList();
        var over = leavers.Where(each => !kept.Contains(each.Student) && MayGo(each.Student)).OrderBy(each => each.Student).ToList();
        var gone = over.Select(each => each.Student).ToHashSet();
        var stays = memory.Pupils.Where(pupil => !gone.Contains(pupil.Key)).ToList();
        var unanswered = stays.SelectMany(pupil => pupil.Value.Chronology.Forget(asOf).File.Concerns).Select(concern => concern.Id).Distinct(StringComparer.Ordinal);
        return Task.FromResult(new SchoolPastPeriod(
            memory.Position,
            [.. over.Select(each => new PupilPastPeriod(each.Student, each.Pupil?.Initials, LastDay(each.Student)))],
            [.. stays.Select(pupil => pupil.Key).Concat(memory.Register.Identities.Own.Keys).Distinct()],
            [.. unanswered],
            leavers.Count(each => !kept.Contains(each.Student) && !MayGo(each.Student)),
            !memory.UnderBaseline,
            [.. stays.Select(pupil => pupil.Key).Where(student => kept.Contains(student) || IsFrozen(student))]));
    }

    /// <remarks>
    /// The memory itself is not touched: the new checkpoint and what is left of the alerts are what the next activation begins with, and this one
    /// ends with the turn. A row that comes meanwhile waits for it.
    /// </remarks>
    public async Task<bool> Forget(ForgetOrder order)
    {
        if (work.Length > 0 || isBroken || memory.UnderBaseline)
            return false;
        var (students, held) = (order.Students.ToImmutableHashSet(), order.Held.ToImmutableHashSet());
        if (students.Any(student => held.Contains(student) || !HasLeft(student, order.AsOf) || !MayGo(student)))
            return false;
        await ServiceProvider.GetRequiredService<SchoolDisposal>().Alerts(school, order.Alerts, stop);
        var image = memory.Image();
        checkpoint.State = await seal.Close(school, image with
        {
            Register = image.Register.Without(students),
            Pupils = [.. image.Pupils.Where(pupil => !students.Contains(pupil.Student))
                .Select(pupil => held.Contains(pupil.Student) || IsFrozen(pupil.Student) ? pupil : pupil with { Chronology = pupil.Chronology.Forget(order.AsOf) })],
        });
        await checkpoint.WriteStateAsync();
        DeactivateOnIdle();
        return true;
    }

    public Task<ImmutableArray<string>> OtherNames(StudentId student) => Task.FromResult<ImmutableArray<string>>(
    [
        .. memory.Pupils.Values.Where(entry => PrimaryOf(entry.Chronology.Student) != PrimaryOf(student)).Select(entry => entry.Chronology.Pupil?.FullName).OfType<string>().Distinct(StringComparer.Ordinal),
    ]);

    // What an open alert rests on stays until the alert is over, and so does what was joined by a person's word.
    private bool MayGo(StudentId student) => !IsFrozen(student) && !memory.Register.Identities.IsLinked(student);

    private bool IsFrozen(StudentId student) => board.HasOpen(new AlertSubject(school, student));

    private bool HasLeft(StudentId student, DateTimeOffset asOf) =>
        LastDay(student) is { } left && left < RetentionPolicy.FirstDayKept(RetentionPolicy.Pupils, asOf);

    // The last day on roll; of a record that was withdrawn, or that never came, the day on which that was last heard.
    private DateOnly? LastDay(StudentId student) => memory.Register.Roll.GetValueOrDefault(student) switch
    {
        { Joined: not null, Left: var left } => left,
        { ReceivedAt: var at } when at > DateTimeOffset.MinValue => SchoolTime.DateOf(at),
        _ => null,
    };
}
