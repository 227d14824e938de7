using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Replaying;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Bench.Noise;

/// <summary>One school's two years, played: what was told in the measured one, and what had been put in.</summary>
internal sealed class PlayedSchool(IReadOnlyList<Transition> told, IReadOnlyList<Injected> injected)
{
    /// <summary>Told in the measured year; what was true already at its start is not there.</summary>
    public IReadOnlyList<Transition> Told { get; } = told;

    public IReadOnlyList<Injected> Injected { get; } = injected;

    public static PlayedSchool Of(SchoolId id, int pupils, bool secondary, ulong seed, int each)
    {
        var world = new NullWorld(id, pupils, secondary, seed);
        var injections = each == 0 ? Injections.None : Injections.Into(world, each, seed);
        var (school, told) = (new ReplaySchool(id, new ReplayOptions()), new List<Transition>());
        school.Take(world.Start().Observations);
        var before = 0;
        for (var day = 0; day < NoiseCalendar.Days.Length; day++)
        {
            foreach (var delivery in world.Day(day, injections))
            {
                if (delivery.Observations.Count > 0) school.Take(delivery.Observations);
                if (day >= NoiseCalendar.FirstMeasured - 1) school.Evaluate(delivery.At, told);
            }

            // The last day of the year before is the baseline: what is true then is no news.
            if (day == NoiseCalendar.FirstMeasured - 1) before = told.Count;
        }

        return new PlayedSchool(told[before..], injections.All);
    }

    /// <summary>School days from the day an episode became true to the day it was told; null when it never was. An alert already open counts as told.</summary>
    public int? DaysToCatch(Injected episode)
    {
        var (alerts, trueOn) = (Told.Where(row => row.Alert.Rule == episode.Rule && row.Alert.Subject == episode.Subject).ToList(), NoiseCalendar.Days[episode.TrueOnDay]);
        var isOpen = alerts.LastOrDefault(row => SchoolTime.DateOf(row.At) < trueOn) is { To: AlertState.Firing };
        if (isOpen) return 0;
        var raise = alerts.FirstOrDefault(row => row.To is AlertState.Firing && SchoolTime.DateOf(row.At) >= trueOn);
        return raise is null ? null : NoiseCalendar.Days.Count(day => day > trueOn && day <= SchoolTime.DateOf(raise.At));
    }
}
