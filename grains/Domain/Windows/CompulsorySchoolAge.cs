using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Windows;

/// <summary>
/// Compulsory school age in England (Education Act 1996, section 8): from the first 1 January, 1 April or 1 September on or after
/// the fifth birthday to the last Friday of June of the school year (1 September to 31 August) in which the pupil turns 16.
/// </summary>
public static class CompulsorySchoolAge
{
    /// <summary>Null: neither a date of birth nor a year group is known, so nobody can say.</summary>
    public static bool? Holds(Pupil pupil, DateOnly on) => pupil switch
    {
        { CompulsoryAge: { } stated } => stated,
        { Born: { } born } => on >= StartsOn(born) && on <= EndsOn(born),
        { YearGroup: { } year } => year is >= 1 and <= 11,
        _ => null,
    };

    public static DateOnly StartsOn(DateOnly born)
    {
        var fifth = born.AddYears(5);
        DateOnly[] prescribed = [new(fifth.Year, 1, 1), new(fifth.Year, 4, 1), new(fifth.Year, 9, 1), new(fifth.Year + 1, 1, 1)];
        return prescribed.First(day => day >= fifth);
    }

    public static DateOnly EndsOn(DateOnly born)
    {
        var sixteenth = born.AddYears(16);
        var endOfJune = new DateOnly(sixteenth.Month >= 9 ? sixteenth.Year + 1 : sixteenth.Year, 6, 30);
        return endOfJune.AddDays(-(((int)endOfJune.DayOfWeek - (int)DayOfWeek.Friday + 7) % 7));
    }
}
