using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.StandIns.Demo;

/// <summary>
/// When somebody saw, visited or spoke to a child with a plan, in need or in care. Neither upstream carries it, and without it the whole trust
/// would look as if nobody did. In each school one child in need has not been heard of for longer than it should.
/// </summary>
internal sealed class ContactGenerator(DemoSchool school, DemoCalendar calendar, RegisterTimes registers, int seed)
{
    private const int Purpose = 9;

    /// <summary>Longer than a silence that is noticed.</summary>
    private const int SilentDays = 24;

    private static readonly (string Kind, double Weight)[] _kinds = [("seen", 50), ("meeting", 20), ("call", 18), ("home-visit", 12)];

    public IEnumerable<Contact> Of(IReadOnlyList<DemoPupil> pupils)
    {
        var forgotten = pupils.LastOrDefault(pupil => pupil.IsInNeed && !pupil.IsOnPlan && pupil.FirstDay < calendar.LiveIndex - (2 * SilentDays));
        return pupils.Where(pupil => pupil.IsVulnerable).SelectMany(pupil => Of(pupil, pupil == forgotten));
    }

    // A child on a plan is to be seen every ten school days, others every twenty.
    private IEnumerable<Contact> Of(DemoPupil pupil, bool isForgotten)
    {
        var draw = new SeededDraw(seed, Purpose, school.Number, pupil.Record);
        var (least, most) = pupil.IsOnPlan ? (3, 8) : (6, 15);
        var last = isForgotten ? calendar.LiveIndex - SilentDays : pupil.LastDay;
        for (var day = pupil.FirstDay + draw.Between(1, most); day <= last; day += draw.Between(least, most))
        {
            var at = registers.At(day, AbsencePattern.Minutes(9, 40) + (330 * draw.Unit()));
            yield return new Contact
            {
                School = school.Identity.School,
                Student = new StudentId(pupil.Upi),
                Id = string.Create(CultureInfo.InvariantCulture, $"ct_{pupil.Record:0000}_{day:000}"),
                At = at,
                Kind = draw.Weighted(_kinds),
                RecordedAt = at,
                ReceivedAt = at,
            };
        }
    }
}
