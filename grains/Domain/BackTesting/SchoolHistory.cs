using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.BackTesting;

/// <summary>All that is known of one school at a moment, as a back-test reads it: immutable, so that the school goes on meanwhile.</summary>
public sealed record SchoolHistory(SchoolRegister Register, SchoolStatistics Statistics, ImmutableArray<Chronology> Pupils)
{
    /// <summary>A school from what it sent, batch by batch, in the order of receipt.</summary>
    public static SchoolHistory Of(SchoolId school, IEnumerable<IReadOnlyList<Observation>> batches)
    {
        var (register, pupils) = (SchoolRegister.Empty(school), new SortedDictionary<StudentId, Chronology>());
        foreach (var batch in batches)
        {
            var intake = register.Take(batch, pupils.GetValueOrDefault);
            register = intake.Register;
            foreach (var slice in intake.Slices)
                pupils[slice.Student] = slice.Observations.Aggregate(pupils.GetValueOrDefault(slice.Student) ?? Chronology.Empty(slice.Student), (known, next) => known.With(next));
        }

        return new(register, SchoolStatistics.Of(pupils.Values), [.. pupils.Values]);
    }

    public override string ToString() => $"history of {Register.School}: {Pupils.Length} pupils";
}
