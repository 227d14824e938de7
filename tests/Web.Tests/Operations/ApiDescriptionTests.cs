using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace RiskMonitor.Web.Tests.Operations;

/// <summary>What the description of the API promises to other systems, held against its own schemas and against what is really answered.</summary>
public sealed class ApiDescriptionTests(RiskMonitorApi api)
{
    private const string CaseContext = "Case context";

    private static readonly string[] Promised =
    [
        "get /api/me", "post /api/observations", "get /api/schools/{school}/board", "get /api/schools/{school}/alerts", "post /api/schools/{school}/alerts/{verb}",
        "get /api/schools/{school}/students/{student}", "get /api/schools/{school}/students/{student}/timeline", "post /api/schools/{school}/students/{student}/reveal",
        "post /api/schools/{school}/students/{student}/decisions", "post /api/schools/{school}/students/{student}/pdf",
    ];

    [Fact]
    public async Task Every_request_and_every_answer_of_the_case_context_has_an_example_that_fits_its_schema()
    {
        var document = await Document();
        var operations = Operations(document);
        var examples = operations.SelectMany(operation => Examples(operation.Name, operation.Body)).ToList();

        Assert.Equal(Promised.Order(StringComparer.Ordinal), operations.Select(operation => operation.Name).Order(StringComparer.Ordinal));
        Assert.All(examples, example => Assert.True(example.Value is not null, $"{example.Where} has no example."));
        Assert.All(examples.Where(example => example.Type is not ("application/pdf" or "application/x-ndjson")), example => Fits(document, example.Schema!, example.Value, example.Where));
        Assert.True(examples.Count > 60, $"{examples.Count}");
    }

    [Fact]
    public async Task Each_says_how_it_refuses_and_every_parameter_what_it_means()
    {
        var operations = Operations(await Document());

        foreach (var (name, operation) in operations)
        {
            var statuses = operation["responses"]!.AsObject().Select(answer => answer.Key).ToList();
            Assert.All(new[] { "400", "401", "403", "404", "409", "429", "503" }, status => Assert.True(statuses.Contains(status), $"{name} does not say {status}."));
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                Assert.False(string.IsNullOrEmpty((string?)parameter!["description"]), $"{name}: {parameter["name"]} says nothing.");
                Assert.True(parameter["example"] is not null, $"{name}: {parameter["name"]} has no example.");
            }
        }
    }

    [Theory]
    [InlineData("get /api/me", "/api/me")]
    [InlineData("get /api/schools/{school}/board", "/api/schools/described/board")]
    [InlineData("get /api/schools/{school}/alerts", "/api/schools/described/alerts?limit=1")]
    [InlineData("get /api/schools/{school}/students/{student}", "/api/schools/described/students/p1")]
    [InlineData("get /api/schools/{school}/students/{student}/timeline", "/api/schools/described/students/p1/timeline?limit=1")]
    public async Task What_is_really_answered_fits_what_was_promised(string operation, string path)
    {
        using var sender = await api.As("IntegrationClient", "described");
        await sender.Push([Lines.School("described", "Described High"), Lines.Calendar("described"), Lines.Pupil("described", "p1"), .. Lines.Truancies("described", "p1", 10), Lines.Concern("described", "p1", "described-1")]);
        await api.Evaluated("described");
        using var lead = await api.As("SafeguardingLead", "described");
        var document = await Document();
        var body = Operations(document).Single(each => each.Name == operation).Body;

        var answer = await lead.Read<JsonNode>(path);
        using var refused = await (await api.Stranger()).Get(path);
        var refusal = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Fits(document, body["responses"]!["200"]!["content"]!["application/json"]!["schema"]!, answer, operation);
        var promised = body["responses"]!["401"]!["content"]!["application/problem+json"]!;
        Fits(document, promised["schema"]!, refusal, operation);
        Assert.Equal((string?)promised["example"]!["title"], (string?)refusal["title"]);
    }

    [Fact]
    public async Task It_says_how_a_program_signs_in_and_how_pages_go_on()
    {
        var document = await Document();

        Assert.Equal("bearer", (string?)document["components"]!["securitySchemes"]!["bearer"]!["scheme"]);
        Assert.Contains(document["security"]!.AsArray(), way => way!["bearer"] is not null);
        Assert.Contains("next", (string?)document["info"]!["description"], StringComparison.Ordinal);
        var paged = Operations(document).Where(operation => operation.Name.EndsWith("/alerts", StringComparison.Ordinal) || operation.Name.EndsWith("/timeline", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, paged.Count);
        Assert.All(paged, operation => Assert.Superset(
            new HashSet<string> { "limit", "cursor", "If-None-Match" }, operation.Body["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!).ToHashSet()));
        Assert.All(paged, operation => Assert.NotNull(operation.Body["responses"]!["304"]!["headers"]!["ETag"]));
    }

    private async Task<JsonObject> Document()
    {
        using var stranger = await api.Stranger();
        return await stranger.Read<JsonObject>("/openapi/v1.json");
    }

    private static List<(string Name, JsonNode Body)> Operations(JsonObject document) =>
    [
        .. from path in document["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           where operation.Value!["tags"]?.AsArray().Any(tag => (string?)tag == CaseContext) == true
           select ($"{operation.Key} {path.Key}", operation.Value!),
    ];

    private static IEnumerable<(string Where, string Type, JsonNode? Schema, JsonNode? Value)> Examples(string name, JsonNode operation)
    {
        foreach (var (type, media) in operation["requestBody"]?["content"]?.AsObject() ?? [])
            yield return ($"{name} request {type}", type, media!["schema"], media["example"]);
        foreach (var (status, answer) in operation["responses"]!.AsObject())
        {
            foreach (var (type, media) in answer!["content"]?.AsObject() ?? [])
                yield return ($"{name} {status} {type}", type, media!["schema"], media["example"]);
        }
    }

    private static void Fits(JsonObject document, JsonNode schema, JsonNode? value, string where)
    {
        // The document's own references, as a schema by itself has them.
        var alone = schema.DeepClone().AsObject();
        alone["$defs"] = document["components"]!["schemas"]!.DeepClone();
        var rules = JsonSchema.FromText(alone.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
        using var given = JsonDocument.Parse(value?.ToJsonString() ?? "null");
        var result = rules.Evaluate(given.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, $"{where}: {JsonSerializer.Serialize(result)}");
    }
}
