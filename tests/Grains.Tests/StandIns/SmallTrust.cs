using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Domain;
using RiskMonitor.StandIns.SafeguardingSource;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.Grains.Tests.StandIns;

/// <summary>One school of a few pupils on both stand-in servers, with a clock that moves when told.</summary>
internal sealed class SmallTrust : IAsyncDisposable
{
    public static DateTimeOffset Morning { get; } = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private SmallTrust()
    {
        Clock = new FakeTimeProvider(Morning);
        World = new UpstreamWorld(Clock);
        School = World.AddSchool(new SchoolIdentity
        {
            School = new SchoolId("oakfield"),
            WondeId = "A1930499544",
            SafeguardingId = "s_12",
            Urn = 10003,
            Name = "Oakfield School",
            Phase = "SECONDARY",
        });
        Editor = World.Edit(School);
    }

    public FakeTimeProvider Clock { get; }

    public UpstreamWorld World { get; }

    public UpstreamSchool School { get; }

    public SchoolEditor Editor { get; }

    public WondeServer Wonde { get; private set; } = null!;

    public SafeguardingSourceServer Safeguarding { get; private set; } = null!;

    public HttpClient Mis { get; } = new();

    public HttpClient Concerns { get; } = new();

    public static async Task<SmallTrust> StartAsync(int pupils = 0)
    {
        var trust = new SmallTrust();
        for (var number = 1; number <= pupils; number++)
            trust.Editor.Enrol(Pupil(number));
        trust.Wonde = await WondeServer.StartAsync(trust.World, "a-token");
        trust.Safeguarding = await SafeguardingSourceServer.StartAsync(trust.World, "another-token");
        trust.Mis.BaseAddress = new Uri(trust.Wonde.BaseAddress, "schools/A1930499544/");
        trust.Mis.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-token");
        trust.Concerns.BaseAddress = new Uri(trust.Safeguarding.BaseAddress, "schools/s_12/");
        trust.Concerns.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another-token");
        return trust;
    }

    public static StudentRow Pupil(int number) => new()
    {
        WondeId = $"A17{number:00000}",
        Upi = $"upi{number:00000}",
        MisId = $"{number}",
        SafeguardingId = $"st_{number}",
        Forename = "Ruth",
        Surname = "Fernbrook",
        Gender = "FEMALE",
        Born = new DateOnly(2012, 6, 1),
        Upn = "N823432113104",
        AdmissionNumber = $"{number:000000}",
        Admitted = new DateOnly(2023, 9, 1),
        Year = "10",
        Registration = "10A",
        SenStatus = "K",
        ChildInNeed = false,
        FreeSchoolMeals = false,
    };

    public static async Task<JsonElement> ReadAsync(HttpClient client, string address) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri(address, UriKind.RelativeOrAbsolute))).RootElement;

    public static async Task<HttpResponseMessage> AskAsync(HttpClient client, string address) =>
        await client.GetAsync(new Uri(address, UriKind.Relative));

    public static Task<string> TextAsync(HttpClient client, string address) => client.GetStringAsync(new Uri(address, UriKind.Relative));

    public static Task<string> BodyAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();

    /// <summary>Follows <c>next</c> to the end; something may happen after each page.</summary>
    public async Task<List<JsonElement>> SweepAsync(string address, Action<int>? afterPage = null)
    {
        var rows = new List<JsonElement>();
        var page = 0;
        for (string? next = address; next is not null;)
        {
            var body = await ReadAsync(Mis, next);
            rows.AddRange(body.GetProperty("data").EnumerateArray());
            next = body.GetProperty("meta").TryGetProperty("pagination", out var place) ? place.GetProperty("next").GetString() : null;
            afterPage?.Invoke(++page);
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        Mis.Dispose();
        Concerns.Dispose();
        await Wonde.DisposeAsync();
        await Safeguarding.DisposeAsync();
    }
}
