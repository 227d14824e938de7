namespace RiskMonitor.Domain.Windows;

/// <summary>A school year for counting: 1 August to 31 July, named by the year it starts in.</summary>
public readonly record struct SchoolYear(int StartsIn)
{
    public DateOnly From => new(StartsIn, 8, 1);

    public DateOnly To => new(StartsIn + 1, 7, 31);

    public static SchoolYear Of(DateOnly date) => new(date.Month >= 8 ? date.Year : date.Year - 1);

    public override string ToString() => $"{StartsIn}/{(StartsIn + 1) % 100:00}";
}
