using System.Collections.Concurrent;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Duty;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Settings;

/// <summary>Whom a step of the ladder asks at a school today, by name; null: nobody is named.</summary>
internal delegate string? NameOnDuty(SchoolId school, int step);

/// <summary>Who is on duty today at the schools whose boards are shown, kept at hand: a card says whom the ladder asks, and may be made by the thousand.</summary>
internal sealed class DutyBook(IGrainFactory grains, StaffDirectory staff, SchoolClock clock, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    // Bounded by the schools that exist: only those of a card are asked for.
    private readonly ConcurrentDictionary<SchoolId, DutyDay?> today = new();
    private Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>Null: nobody is named, or it is not known yet.</summary>
    public string? NameOf(SchoolId school, int step) =>
        today.GetOrAdd(school, static _ => null)?.Asked(step) is { } id ? names.GetValueOrDefault(id) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Look();
            }
            catch (Exception fault) when (fault is TimeoutException or OrleansException)
            {
                // What was known stays; it is asked again in a moment, and a card without a name still says the role.
            }
        }
    }

    internal async Task Look()
    {
        var date = SchoolTime.DateOf(clock.Now);
        foreach (var school in today.Keys)
            today[school] = (await grains.GetGrain<IDutyGrain>(school.Value).Rota()).Rota.On(date);
        if (today.Values.Any(day => day is not null && day != new DutyDay()))
            names = (await staff.Everyone()).ToDictionary(person => person.Id, person => person.Name, StringComparer.Ordinal);
    }
}
