using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Bench.Contestants;

/// <summary>A pupil the way tutorials write it: take one thing, ask the rules, write the state.</summary>
[Alias("INaivePupilGrain")]
public interface INaivePupilGrain : IGrainWithStringKey
{
    [Alias("Load")]
    Task Load(ImmutableArray<Observation> history, DateTimeOffset at);

    [Alias("Take")]
    Task Take(Observation observation, DateTimeOffset at);

    [Alias("Look")]
    Task Look(DateTimeOffset at);

    [Alias("Open")]
    Task<ImmutableArray<string>> Open();
}

[GenerateSerializer, Alias("NaivePupilState")]
public sealed class NaivePupilState
{
    [Id(0)] public Chronology? Chronology { get; set; }

    [Id(1)] public ImmutableArray<string> Open { get; set; } = [];
}

[GrainType("naive-pupil")]
public sealed class NaivePupilGrain(
    [PersistentState("naive-pupil", StateStorage.Name)] IPersistentState<NaivePupilState> state, NaiveCalendar calendar) : Grain, INaivePupilGrain
{
    private Chronology Remembered => state.State.Chronology ?? Chronology.Empty(new StudentId(this.GetPrimaryKeyString()));

    public Task Load(ImmutableArray<Observation> history, DateTimeOffset at) =>
        Write(history.Aggregate(Remembered, (chronology, observation) => chronology.With(observation with { ReceivedAt = at })), at);

    public Task Take(Observation observation, DateTimeOffset at) => Write(Remembered.With(observation with { ReceivedAt = at }), at);

    public async Task Look(DateTimeOffset at)
    {
        if (!Rules(Remembered, at).SequenceEqual(state.State.Open))
            await Write(Remembered, at);
    }

    public Task<ImmutableArray<string>> Open() => Task.FromResult(state.State.Open);

    private Task Write(Chronology chronology, DateTimeOffset at)
    {
        (state.State.Chronology, state.State.Open) = (chronology, Rules(chronology, at));
        return state.WriteStateAsync();
    }

    private ImmutableArray<string> Rules(Chronology chronology, DateTimeOffset at) =>
        [.. RuleBook.Default.Assess(chronology, calendar.Value, at).Findings.Where(finding => finding.Open is not null).Select(finding => finding.Rule.Value)];
}

/// <summary>The one calendar of the workload's schools.</summary>
public sealed record NaiveCalendar(SchoolCalendar Value);
