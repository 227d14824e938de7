using System.Text.Json;
using RiskMonitor.Domain.Windows;
using RiskMonitor.StandIns.Demo;

namespace RiskMonitor.Api.Demo;

/// <summary>Which demo is under way and how far it has come: kept beside its data, so that a restart goes on where it stopped.</summary>
internal sealed class DemoRun
{
    private const int DefaultSeed = 2026;

    private readonly string file;

    private DemoRun(string folder) => (Folder, file) = (folder, Path.Combine(folder, "demo.json"));

    public string Folder { get; }

    public int Seed { get; private init; }

    public DateOnly LiveDate { get; private init; }

    /// <summary>Null at the first start.</summary>
    public DateTimeOffset? Now { get; private init; }

    /// <summary>The run that is under way in the folder of the data, or a new one: today, or <c>Demo:Date</c>, with seed <c>Demo:Seed</c>.</summary>
    public static DemoRun LoadOrBegin(IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration["Demo:Folder"] ?? "data");
        Directory.CreateDirectory(folder);
        var stored = Path.Combine(folder, "demo.json");
        if (File.Exists(stored) && JsonSerializer.Deserialize<Saved>(File.ReadAllBytes(stored)) is { } saved)
            return new DemoRun(folder) { Seed = saved.Seed, LiveDate = saved.LiveDate, Now = saved.Now };

        var date = configuration["Demo:Date"] is { } text
            ? DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            : SchoolTime.DateOf(TimeProvider.System.GetUtcNow());
        return new DemoRun(folder) { Seed = configuration.GetValue("Demo:Seed", DefaultSeed), LiveDate = DemoCalendar.LiveDateFor(date) };
    }

    public void Save(DateTimeOffset now)
    {
        var next = file + ".new";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(new Saved(Seed, LiveDate, now)));
        File.Move(next, file, overwrite: true);
    }

    private sealed record Saved(int Seed, DateOnly LiveDate, DateTimeOffset Now);
}
