using System.Collections.Concurrent;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Schools;

/// <summary>What people call a school, by its id; the id where nobody has asked for its name yet.</summary>
internal delegate string NameOfSchool(string school);

/// <summary>What schools are called, asked once a minute: a name changes once in a decade.</summary>
internal sealed class SchoolNames(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(1);

    // Bounded by the schools that exist: only ids that a grant names are asked for.
    private readonly ConcurrentDictionary<SchoolId, (string Name, DateTimeOffset Asked)> known = new();

    public async ValueTask<string> Of(SchoolId school)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue(school, out var name) && now - name.Asked < Good)
            return name.Name;
        var board = await grains.GetGrain<ISchoolGrain>(school.Value).Board();
        known[school] = (board.Name, now);
        return board.Name;
    }

    /// <summary>Without asking anybody: the last name that was answered, else the id.</summary>
    public string Known(string school) => IdText.IsValid(school) && known.TryGetValue(new SchoolId(school), out var name) ? name.Name : school;
}
