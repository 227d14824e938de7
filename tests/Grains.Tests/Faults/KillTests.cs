using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Domain.Alerts;
using Xunit;

namespace RiskMonitor.Grains.Tests.Faults;

/// <summary>
/// R5: the embedded program dies as by <c>kill -9</c>. No acknowledged observation may be lost, and what was told must be what an
/// undisturbed run tells, except for the times of receipt.
/// </summary>
public sealed class KillTests
{
    private static readonly Lazy<Task<IReadOnlyList<string>>> Undisturbed = new(async () => Texts(await Run(new FaultStory(MortalApi.School))));

    [Theory]
    [InlineData(Milestones.BeforeAppend, 1, 3)]
    [InlineData(Milestones.Appended, 1, 4)]
    [InlineData(Milestones.BeforeCommit, 1, 3)]
    [InlineData(Milestones.Committed, 1, 3)]
    [InlineData(Milestones.Told, 1, 3)]
    public async Task Killed_at_a_milestone_and_again_later_it_loses_and_doubles_nothing(string milestone, int first, int later)
    {
        var story = new FaultStory(MortalApi.School);

        await using var api = new MortalApi(At(milestone, first), At(milestone, later));
        var stored = await Live(api, story);

        Assert.Equal(2, api.Deaths);
        Check(story, stored);
        Assert.Equal(await Undisturbed.Value, Texts(stored));
    }

    [Fact]
    public async Task Killed_at_random_moments_it_loses_and_doubles_nothing()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var random = new Random(seed);
        var story = new FaultStory(MortalApi.School);
        var doomed = Enumerable.Range(1, story.Batches.Count - 2).OrderBy(_ => random.Next()).Take(3).ToHashSet();

        await using var api = new MortalApi();
        for (var batch = 0; batch < story.Batches.Count; batch++)
        {
            var sending = api.Send(story, batch);
            if (doomed.Contains(batch))
            {
                // The moment of death itself: some time between before the append and after the push.
                await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 60), TestContext.Current.CancellationToken);
                await api.Kill();
            }

            await sending;
        }

        await api.Finish();
        var stored = await api.Stored();

        Check(story, stored);
        Assert.True((await Undisturbed.Value).SequenceEqual(Texts(stored)), $"Another story was told with seed {seed}:\n{string.Join("", Texts(stored))}");
    }

    [Fact]
    public async Task An_undisturbed_run_tells_what_a_replay_of_the_same_lines_tells()
    {
        var story = new FaultStory(MortalApi.School);

        var undisturbed = await Undisturbed.Value;

        Assert.Contains(undisturbed, line => line.Contains("\"to\":\"retracted\"", StringComparison.Ordinal));
        Assert.Contains(undisturbed, line => line.Contains("\"episode\":2", StringComparison.Ordinal));
        Assert.Equal(story.Replayed().Transitions.Select(TextOf).Order(StringComparer.Ordinal), undisturbed.Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Order(StringComparer.Ordinal));
    }

    private static string At(string milestone, int times) => string.Create(CultureInfo.InvariantCulture, $"{milestone}:{times}");

    private static async Task<StoredSchool> Run(FaultStory story)
    {
        await using var api = new MortalApi();
        return await Live(api, story);
    }

    private static async Task<StoredSchool> Live(MortalApi api, FaultStory story)
    {
        for (var batch = 0; batch < story.Batches.Count; batch++)
            await api.Send(story, batch);
        await api.Finish();
        return await api.Stored();
    }

    private static void Check(FaultStory story, StoredSchool stored)
    {
        Assert.Equal(story.Batches.Count, stored.BatchKeys.Distinct().Count());
        Assert.Equal(story.Batches.Count, stored.BatchKeys.Count);
        Assert.Equal(story.Lines, stored.Observations);
        Assert.Equal(Enumerable.Range(1, stored.Transitions.Count).Select(number => (long)number), stored.Transitions.Select(told => told.Update));
        foreach (var alert in stored.Transitions.GroupBy(told => told.Alert))
            Assert.Equal(Enumerable.Range(1, alert.Count()), alert.Select(told => told.Sequence));
        Assert.Equal(story.OpenAlerts(), FaultStory.OpenOf(stored.Transitions));
    }

    private static List<string> Texts(StoredSchool stored) =>
        [.. stored.Transitions.Select(told => string.Create(CultureInfo.InvariantCulture, $"{told.Update} {TextOf(told)}"))];

    private static string TextOf(Transition told)
    {
        var line = new ArrayBufferWriter<byte>();
        TransitionText.Write(told with { At = default }, line);
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }
}
