using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Runtime;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Tests.Schools;

/// <summary>
/// Plays every row of the examples once through the rules alone and once through the running grains: all rows over one store, each at a school
/// of its own, side by side. Whatever the grains have of an example they got as they get it in life: batches, ticks and people's commands.
/// </summary>
public sealed class ExamplesLive : IAsyncLifetime
{
    private const int SideBySide = 16;

    private readonly ConcurrentDictionary<int, (IReadOnlyList<Transition> Expected, IReadOnlyList<Transition> Told)> played = [];

    /// <summary>What a row's rule told, by the rules alone and by the running product.</summary>
    internal (IReadOnlyList<Transition> Expected, IReadOnlyList<Transition> Told) Of(int row) => played[row];

    public async ValueTask InitializeAsync()
    {
        await using var test = await TestStore.Open(Engine.Sqlite);
        await using var host = await SchoolHost.Start(test, DateTimeOffset.UnixEpoch, follow: new CallersClock());
        // One after the other: the rules alone would keep every thread that the grains answer on.
        var rows = ExampleRow.All().Index().AsParallel().Select(row => new PlayedRow(row.Item, row.Index)).ToList();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (row, _) => played[row.Number] = (row.Expected, await row.Live(host)));
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>A row as the rules alone tell it, ready to be lived through.</summary>
    private sealed class PlayedRow
    {
        private readonly string rule;
        private readonly SchoolId school;
        private readonly IReadOnlyList<(DateTimeOffset At, Happening? Happening)> steps;

        public PlayedRow(ExampleRow row, int number)
        {
            (rule, Number) = (row.Rule, number);
            var text = new StoryText(new(rule));
            school = text.IsTrusts ? SchoolId.OfTrust(new($"row{number}")) : new SchoolId($"row{number}");
            var happenings = text.Happenings(row.Events);
            var story = new Domain.Tests.Rules.Story(RuleBook.Default, text.IsTrusts ? StoryText.Trust : null);
            foreach (var happening in happenings)
                story.Live(happening);
            // A deadline comes before what a person does at the same instant; nothing else shares one.
            steps = [.. Telling(story).Select(at => (At: at, Happening: (Happening?)null)).Concat(happenings.Select(each => (each.At, Happening: (Happening?)each)))
                .OrderBy(each => each.At).ThenBy(each => each.Happening is not null)];
            Expected = [.. story.Told.Where(IsOfRule).Select(transition => At(school, transition))];
        }

        public int Number { get; }

        public IReadOnlyList<Transition> Expected { get; }

        public async Task<IReadOnlyList<Transition>> Live(SchoolHost host)
        {
            foreach (var (at, happening) in steps)
                await Happen(host.School(school.Value), school, at, happening);
            return [.. (await host.Told(school.Value)).Where(IsOfRule)];
        }

        private bool IsOfRule(Transition transition) => transition.Alert.Rule.Value == rule;
    }

    // Nine in ten deadlines change nothing, and one that was missed is due at the next tick: those that tell something are enough, and the one
    // before each, at which it must not be told yet.
    private static IEnumerable<DateTimeOffset> Telling(Domain.Tests.Rules.Story story)
    {
        var (deadlines, telling) = (story.Woken.Distinct().ToList(), story.Told.Select(transition => transition.At).ToHashSet());
        return deadlines.Where((at, number) => telling.Contains(at) || (number + 1 < deadlines.Count && telling.Contains(deadlines[number + 1])));
    }

    private static async Task Happen(ISchoolGrain grain, SchoolId school, DateTimeOffset at, Happening? happening)
    {
        CallersClock.SetTo(at);
        if (happening?.TakenOn is { } rule)
        {
            var board = await grain.Board();
            var alert = board.Alerts.Where(alert => alert.Key.Rule == rule).OrderBy(alert => alert.State is AlertState.Acknowledged).ThenByDescending(alert => alert.Key.Subject.Student is null or { Value: "p001" }).First();
            Assert.Equal(CommandResult.Done, (await grain.Carry(new AlertCommandRequest(alert.Key.Text, new AlertCommand(AlertVerb.Acknowledge, "lead", "seen", $"ack-{at:O}")))).Result);
        }
        else if (happening?.Closed is { } closing)
        {
            var open = (await grain.Board()).Alerts.Where(alert => alert.Key.Rule == closing.Rule).OrderBy(alert => alert.Key.Subject.Student).Take(closing.Alerts).ToList();
            foreach (var (number, alert) in open.Index())
                Assert.Equal(CommandResult.Done, (await grain.Carry(new AlertCommandRequest(alert.Key.Text, closing.CommandOf(number, at)))).Result);
        }
        else if (happening is { What.IsEmpty: false })
        {
            ImmutableArray<Observation> own = [.. happening.What.Select(each => each with { School = school })];
            await grain.Ingest(new IngestBatch($"row/{at.UtcTicks}", null, own));
        }
        else
        {
            await grain.Tick();
        }

        // Answered after everything that was accepted before.
        await grain.Inputs("training");
    }

    private static Transition At(SchoolId school, Transition transition) =>
        transition with { Alert = transition.Alert with { Subject = transition.Alert.Subject with { School = school } } };

    /// <summary>Every school lives at the time of whoever calls it, so that rows need not wait for each other.</summary>
    private sealed class CallersClock : TimeProvider
    {
        private const string Key = "example-now";

        public static void SetTo(DateTimeOffset now) => RequestContext.Set(Key, now.UtcTicks);

        public override DateTimeOffset GetUtcNow() => RequestContext.Get(Key) is long ticks ? new(ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
    }
}
