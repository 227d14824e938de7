using RiskMonitor.Domain.Windows;

namespace RiskMonitor.StandIns.World;

/// <summary>One session mark. Small, because a school writes 400,000 a year.</summary>
/// <param name="Student">Record number in the school's students.</param>
/// <param name="Day">The school date as <see cref="DateOnly.DayNumber"/>.</param>
/// <param name="Code">Position in <see cref="CodeBook"/>; <see cref="CodeBook.NoCode"/> for none.</param>
/// <param name="MinutesLate">Zero for none.</param>
public readonly record struct MarkRow(int Student, int Day, Session Session, byte Code, byte MinutesLate);

/// <summary>What makes two marks the same mark.</summary>
public readonly record struct MarkKey(int Student, int Day, Session Session)
{
    public static MarkKey Of(MarkRow row) => new(row.Student, row.Day, row.Session);
}

/// <summary>An entry of a school's list of register codes.</summary>
public sealed record AttendanceCode(string Code, string Description, string Type);
