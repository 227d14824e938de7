using Microsoft.Extensions.Options;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Access;

/// <summary>How many pupils one member of staff looks at. In memory: whoever was killed begins to count anew, and the trail has it all.</summary>
[GrainType("viewing")]
public sealed class ViewingGrain(IOptions<ViewingOptions> options, TimeProvider time) : Grain, IViewingGrain
{
    private ViewingWatch watch = ViewingWatch.Empty;

    public async Task Look(SchoolId school, StudentId student)
    {
        var (now, most, window) = (time.GetUtcNow(), options.Value.Pupils, options.Value.Window);
        var (next, tell) = watch.Look($"{school}/{student}", now, most, window);
        if (tell is { } count)
        {
            // Told before it is remembered as told: what cannot be written is told with the next look.
            var words = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} pupils looked at within {window.TotalMinutes:0.#} minutes; {most} are usual at most");
            await GrainFactory.GetGrain<IOfficerNoticesGrain>(school.Value).Raise(
                new OfficerNotice($"mass-viewing/{this.GetPrimaryKeyString()}/{now.UtcTicks}", now, "mass-viewing", this.GetPrimaryKeyString(), words));
        }

        watch = next;
    }
}
