using CsCheck;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Tests.Rules;

public sealed class DateWalkLaws
{
    private const int MostDays = 60;

    private static readonly DateOnly First = AnyStory.FirstDay;
    private static readonly SchoolDays Days = AnyStory.Calendar.DaysOf(null);

    /// <summary>Conditions that change on a few dates only, cool-downs, and a today before, among or after them.</summary>
    private static readonly Gen<(int[] Changes, bool[] Raises, bool[] Clears, int CoolDown, int Today)> Walks = Gen.Select(
        Gen.Int[0, MostDays].Array[0, 12], Gen.Bool.Array[13], Gen.Bool.Array[13], Gen.Int[0, 8], Gen.Int[-1, MostDays + 1]);

    [Fact]
    public void Looking_only_at_changes_is_looking_at_every_date() => Walks.Sample(walk =>
    {
        bool On(bool[] values, DateOnly date) => values[walk.Changes.Count(each => First.AddDays(each) <= date)] && walk.Changes.Any(each => First.AddDays(each) <= date);
        var today = First.AddDays(walk.Today);

        var every = new EpisodeFold(Days, walk.CoolDown);
        for (var date = First; date <= today; date = date.AddDays(1)) every.Take(0, date, On(walk.Raises, date), On(walk.Clears, date));
        var (seen, due) = DateWalk.Of(Days, today, walk.Changes.Select(each => First.AddDays(each)), date => On(walk.Raises, date), date => On(walk.Clears, date), walk.CoolDown);

        return seen.Past.SequenceEqual(every.Past) && (seen.IsOpen, seen.IsOpen ? seen.RaisedOn : default) == (every.IsOpen, every.IsOpen ? every.RaisedOn : default) && (due is null || SchoolTime.DateOf(due.Value) > today) && IsDueInTime(walk.Changes, today, due);
    });

    private static bool IsDueInTime(int[] changes, DateOnly today, DateTimeOffset? due)
    {
        var next = changes.Select(each => First.AddDays(each)).Where(date => date > today).Order().Select(date => (DateOnly?)date).FirstOrDefault();
        return next is null || SchoolTime.DateOf(due!.Value) <= next;
    }
}
