using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Tests.Rules;

namespace RiskMonitor.Domain.Tests;

public sealed class SerialisationTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void A_chronology_that_was_stored_says_and_takes_in_the_same() => AnyStory.Any.Sample(story =>
    {
        var (known, at) = (AnyStory.Fold(story), story[^1].ReceivedAt.AddDays(1));
        var read = Serializer.Deserialize<Chronology>(Serializer.SerializeToArray(known))!;

        return AnyStory.Say(RuleBook.Default.Assess(known, AnyStory.Calendar, at).Findings) == AnyStory.Say(RuleBook.Default.Assess(read, AnyStory.Calendar, at).Findings)
            && story.All(each => ReferenceEquals(read, read.With(each)) == ReferenceEquals(known, known.With(each)));
    }, iter: 30);

    [Fact]
    public void A_register_that_was_stored_says_and_takes_in_the_same() => AnyStory.Any.Sample(story =>
    {
        var at = story[^1].ReceivedAt;
        var known = SchoolRegister.Empty(Story.School).Take([Story.Calendar() with { ReceivedAt = story[0].ReceivedAt }, .. story]).Register;
        var read = Serializer.Deserialize<SchoolRegister>(Serializer.SerializeToArray(known))!;

        return AnyStory.Say(RuleBook.Default.ExplainSchool(SchoolView.Of(known), at)) == AnyStory.Say(RuleBook.Default.ExplainSchool(SchoolView.Of(read), at))
            && read.Take(story).Slices.Length == known.Take(story).Slices.Length
            && read.Routing.Threads.Count == known.Routing.Threads.Count;
    }, iter: 30);
}
