using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Board;
using RiskMonitor.Domain;
using Xunit;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>Every endpoint and hub method, with what it asks the policy; and that it really asks, for every one of the demo trust's staff.</summary>
public sealed class DoorTests(RunningApi api)
{
    private const string Anyone = "anyone";
    private const string SignedIn = "whoever is signed in";

    // A new endpoint or hub method without a row here fails the first two tests.
    private static readonly Dictionary<string, object> Doors = new(StringComparer.Ordinal)
    {
        ["GET /api/me"] = SignedIn,
        ["GET /api/personas"] = Anyone,
        ["POST /api/personas/{id}/sign-in"] = Anyone,
        ["GET /api/sign-in"] = Anyone,
        ["POST /api/sign-out"] = Anyone,
        ["GET /api/schools/{school}/board"] = Act.SeeBoard,
        ["POST /api/schools/{school}/alerts/acknowledge"] = Act.Acknowledge,
        ["GET /api/schools/{school}/students/{student}"] = Act.OpenCase,
        ["POST /api/schools/{school}/students/{student}/reveal"] = Act.RevealIdentity,
        ["GET /api/schools/{school}/feeds"] = Act.SeeFeeds,
        ["GET /api/rules"] = Act.SeeRules,
        ["POST /api/observations"] = Act.PushObservations,
    };

    private static readonly Dictionary<string, object> HubDoors = new(StringComparer.Ordinal)
    {
        ["Subscribe"] = Act.SeeBoard,
        ["Unsubscribe"] = SignedIn,
    };

    private static readonly string[] Personas = ["lead-secondary", "trust-lead", "attendance-lead", "wall-display", "lead-primary", "it-administrator", "integration"];

    public static TheoryData<string, string> EveryPersonaAtEveryDoor()
    {
        var cases = new TheoryData<string, string>();
        foreach (var persona in Personas)
        {
            foreach (var (door, _) in Doors.Where(door => door.Value is Act))
                cases.Add(persona, door);
        }

        return cases;
    }

    public static TheoryData<string> EveryGuardedDoor() => [.. Doors.Where(door => door.Value is not Anyone).Select(door => door.Key)];

    [Fact]
    public void Every_endpoint_has_a_row()
    {
        var served = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal) && !endpoint.RoutePattern.RawText.Contains("{*", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        Assert.Equal(Doors.Keys.Order(StringComparer.Ordinal), served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_hub_method_has_a_row()
    {
        var served = typeof(BoardHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetBaseDefinition() == method).Select(method => method.Name);

        Assert.Equal(HubDoors.Keys.Order(StringComparer.Ordinal), served.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(EveryPersonaAtEveryDoor))]
    public async Task Each_door_answers_as_the_policy_decides(string persona, string door)
    {
        using var client = await api.As(persona);
        var staff = await StaffOf(persona);
        foreach (var school in new[] { RunningApi.Secondary, RunningApi.Primary, RunningApi.Elsewhere, "never-heard-of" })
        {
            using var answer = await client.Deliver(Request(door, school));

            var decision = Policy.Decide(staff.Grants, (Act)Doors[door], door.Contains("{school}", StringComparison.Ordinal) ? new SchoolId(school) : null);
            Assert.Equal((school, Expected(decision)), (school, Group(answer.StatusCode)));
            if (!decision.Allowed)
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [MemberData(nameof(EveryGuardedDoor))]
    public async Task Nobody_passes_without_signing_in(string door)
    {
        using var client = api.Anybody();

        using var answer = await client.Deliver(Request(door, RunningApi.Secondary));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Another_schools_pupil_is_answered_word_for_word_like_one_who_does_not_exist()
    {
        using var client = await api.As("lead-primary");

        var others = await Answer(client, $"api/schools/{RunningApi.Secondary}/students/{RunningApi.KnownPupil}");
        var unknownSchools = await Answer(client, $"api/schools/never-heard-of/students/{RunningApi.KnownPupil}");
        var unknown = await Answer(client, $"api/schools/{RunningApi.Primary}/students/nobody");

        Assert.Equal(HttpStatusCode.NotFound, others.Status);
        Assert.Equal(others, unknownSchools);
        Assert.Equal(others, unknown);
    }

    private static async Task<(HttpStatusCode Status, string Body)> Answer(HttpClient client, string path)
    {
        using var answer = await client.Get(path);
        var body = await answer.Read<Dictionary<string, object>>();
        return (answer.StatusCode, string.Join('|', body.Where(field => field.Key != "traceId").Select(field => $"{field.Key}={field.Value}")));
    }

    private static HttpRequestMessage Request(string door, string school)
    {
        var (method, pattern) = (new HttpMethod(door.Split(' ')[0]), door.Split(' ')[1]);
        var path = pattern.TrimStart('/').Replace("{school}", school, StringComparison.Ordinal).Replace("{student}", RunningApi.KnownPupil, StringComparison.Ordinal);
        return new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = Body(pattern) };
    }

    private static HttpContent? Body(string pattern) => pattern.Split('/')[^1] switch
    {
        "acknowledge" => JsonContent.Create(new { alert = "ATT-04/nobody/-/1", note = "seen", commandId = "matrix" }),
        "reveal" => JsonContent.Create(new { reason = "Matrix test" }),
        "observations" => new StringContent("", Encoding.UTF8, "application/x-ndjson"),
        _ => null,
    };

    // What a permitted call then finds is another matter: an alert that does not exist is a 404 of its own.
    private static string Expected(Decision decision) => decision switch
    {
        { Allowed: true } => "served",
        { IsHidden: true } => "hidden",
        _ => "refused",
    };

    private static string Group(HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => "served",
        HttpStatusCode.NotFound => "hidden",
        HttpStatusCode.Forbidden => "refused",
        _ => status.ToString(),
    };

    private async Task<Staff> StaffOf(string persona)
    {
        var user = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new(StaffRegister.IdClaim, persona)], "test"));
        return (await api.Services.GetRequiredService<StaffRegister>().Find(user))!;
    }
}
