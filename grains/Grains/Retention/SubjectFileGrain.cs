using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Orleans.Concurrency;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Retention;
using RiskMonitor.Grains.Auditing;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Auditing;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Retention;

/// <summary>Gathers one pupil's file from the journal, the alerts, the decisions, the imported narratives and the audit, and takes everybody else out.</summary>
[StatelessWorker]
[GrainType("subject-file")]
public sealed class SubjectFileGrain(SchoolStore store, DecisionStore decisions, SchoolClock clock) : Grain, ISubjectFileGrain
{
    private const int MostSeen = 500;

    public async Task<SubjectFile?> Prepare(string actor, string reason)
    {
        var parts = this.GetPrimaryKeyString().Split('/');
        var (school, student) = (new SchoolId(parts[0]), new StudentId(parts[1]));
        var grain = GrainFactory.GetGrain<ISchoolGrain>(school.Value);
        if (await grain.Remember(student) is not { } remembered)
            return null;
        await new AuditedFirst(store).Write(new AuditRow(clock.Now, actor, "student.subject-access", school, student.Value, reason), "nothing is taken away");
        try
        {
            return await Gather(school, student, remembered.Chronology.Pupil, await grain.OtherNames(student), actor, reason);
        }
        catch (StorageBehindException behind)
        {
            throw new JournalBehindException(behind.Message) { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }

    private async Task<SubjectFile> Gather(SchoolId school, StudentId student, Pupil? pupil, ImmutableArray<string> others, string actor, string reason)
    {
        var decided = (await decisions.Read(school, student, CancellationToken.None)).Decisions;
        var third = new ThirdParties(others.Concat(decided.Select(decision => decision.ActorName)), pupil?.FullName);
        var held = await Held(school, student);
        ImmutableArray<SubjectRecord> records = [.. held.Select(each => new SubjectRecord(each.Type, each.ReceivedAt, LineOf(third.From(each, student)))).DistinctBy(each => each.Line)];
        var alerts = ImmutableArray.CreateBuilder<SubjectAlert>();
        foreach (var change in (await store.Transitions(school, 0, CancellationToken.None)).Where(change => change.Alert.Subject.Student == student))
        {
            alerts.Add(new SubjectAlert(
                change.Alert.Rule.Value, change.Alert.Episode, change.At, change.Effective, $"{change.From}", $"{change.To}", $"{change.Severity}", $"{change.Cause}",
                change.Note is { } note ? third.From(note) : null, [.. change.Evidence.Items.Select(item => item.Date).Distinct().Order()]));
        }

        ImmutableArray<SubjectDecision> texts = [.. decided.Select(each => new SubjectDecision(each.At, third.From(each.What), third.From(each.Why)))];
        var narratives = await Narratives(school, held, third, actor, reason);
        var seen = await store.FindAudit(new AuditSearch([school], null, null, student.Value, null, null, null, MostSeen), CancellationToken.None);
        return new SubjectFile(
            student, clock.Now, pupil?.FullName, pupil?.Born, records, alerts.ToImmutable(), texts, narratives,
            [.. seen.Select(line => new SubjectSeen(line.Row.At, line.Row.What))], third.Taken);
    }

    // What was done about a concern names the concern and no pupil.
    private async Task<List<Observation>> Held(SchoolId school, StudentId student)
    {
        var (held, concerns) = (new List<Observation>(), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var row in store.Read(school, 0, long.MaxValue, CancellationToken.None))
        {
            foreach (var observation in row.Kind.IsObservations() ? ObservationBatchText.Read(row.Body) : [])
            {
                if (observation is Concern own && own.Student == student)
                    concerns.Add(own.Id);
                if ((observation is PupilObservation { Student: var about } && about == student)
                    || (observation is Withdrawn { Student: { } of } && of == student)
                    || (observation is ConcernAction action && concerns.Contains(action.Concern)))
                    held.Add(observation with { ReceivedAt = row.ReceivedAt });
            }
        }

        return held;
    }

    private async Task<ImmutableArray<SubjectNarrative>> Narratives(SchoolId school, List<Observation> held, ThirdParties third, string actor, string reason)
    {
        var import = GrainFactory.GetGrain<IConcernImportGrain>(school.Value);
        var narratives = ImmutableArray.CreateBuilder<SubjectNarrative>();
        foreach (var concern in held.OfType<Concern>().Select(each => each.Id).Distinct(StringComparer.Ordinal))
        {
            if (await import.Narrative(new RevealNarrative(concern, actor, reason)) is { } text)
                narratives.Add(new SubjectNarrative(concern, third.From(text)));
        }

        return narratives.ToImmutable();
    }

    private static string LineOf(Observation observation)
    {
        var line = new ArrayBufferWriter<byte>();
        using var writer = new ObservationWriter();
        writer.Write(observation with { ReceivedAt = default }, line);
        return Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\n');
    }
}
