using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;

namespace RiskMonitor.Api.Operations;

/// <summary>An example of what is sent and of what is answered, made of the very types that are.</summary>
/// <param name="Fault">What is answered to who sends something wrong.</param>
internal sealed record ApiExamples(object? Request, object? Answer, ProblemHttpResult Fault);

/// <summary>What <c>/openapi/v1.json</c> says beyond what is read from the code: examples, how to sign in, tags of answers, pages.</summary>
internal static class ApiDescription
{
    public const string CaseContext = "Case context";

    private const string Bearer = "bearer";
    private const string Cookie = "cookie";
    private const string NotModified = "304";

    /// <summary>What is common to the endpoints that other systems call.</summary>
    public static RouteHandlerBuilder DescribeCaseContext(this RouteHandlerBuilder endpoint, object? request = null, object? answer = null, string fault = "limit must be a whole number from 1 to 200.")
    {
        endpoint.WithTags(CaseContext).WithMetadata(new ApiExamples(request, answer, Problems.Of(StatusCodes.Status400BadRequest, fault)));
        foreach (var status in Refusals.Keys.Append(StatusCodes.Status400BadRequest))
            endpoint.ProducesProblem(status);
        return endpoint;
    }

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "RiskMonitor", Version = "v1", Description = About };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = Schemes();
            document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }, new() { [new OpenApiSecuritySchemeReference(Cookie, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                Describe(parameter);
            if (operation.Responses?.ContainsKey(NotModified) == true)
                DescribeTag(operation);
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiExamples>().LastOrDefault() is { } examples)
                Show(operation, examples);
            return Task.CompletedTask;
        });
    });

    // As answers are written: with what is null.
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { TypeInfoResolver = ContractsJson.Default };

    private const string About =
        "Each answer is masked by what the caller was granted; whatever one may not see is answered like what does not exist (404). Refusals are RFC 9457 problems. "
        + "Lists that grow take limit (1 to 200, 50 when it is not given) and cursor, and answer next: an address to call as it is, also as a Link header. "
        + "A write by cookie needs the header X-RiskMonitor; a write with a token does not.";

    private static readonly Dictionary<int, ProblemHttpResult> Refusals = new()
    {
        [StatusCodes.Status401Unauthorized] = Problems.SignedOut(),
        [StatusCodes.Status403Forbidden] = Problems.Forbidden(),
        [StatusCodes.Status404NotFound] = Problems.NotFound(),
        [StatusCodes.Status409Conflict] = Board.BoardApi.Overtaken(),
        [StatusCodes.Status429TooManyRequests] = Problems.Of(StatusCodes.Status429TooManyRequests, "Too Many Requests"),
        [StatusCodes.Status503ServiceUnavailable] = Problems.Of(StatusCodes.Status503ServiceUnavailable, "Service Unavailable", "Try again after as many seconds as Retry-After says."),
    };

    private static readonly Dictionary<string, (string Words, string Example)> Parameters = new()
    {
        ["school"] = ("The school's id.", "larkfield-high"),
        ["student"] = ("The pupil's opaque id.", "p001"),
        ["verb"] = ("acknowledge, snooze, escalate, note, watch, unwatch, close or undo.", "acknowledge"),
        ["state"] = ("Which are wanted.", "open"),
        ["kind"] = ("concern, behaviour, suspension or decision; all of them when it is not given.", "concern"),
        ["limit"] = ($"How many at most, 1 to {Paging.Most}; {Paging.Default} when it is not given.", ""),
        ["cursor"] = ("Where the page before ended, as it was answered.", "1042"),
        ["Idempotency-Key"] = ("The same key and body again changes nothing.", "2026-11-24T09:00Z/7"),
    };

    private static Dictionary<string, IOpenApiSecurityScheme> Schemes() => new()
    {
        [Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            BearerFormat = "JWT",
            Description = "A token of the school's identity provider for the audience in Authentication:Audience, by client credentials. What it may do is granted by its claims.",
        },
        [Cookie] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "__Host-riskmonitor", Description = "The session of a person in a browser." },
    };

    private static void Describe(OpenApiParameter parameter)
    {
        if (parameter.Name is not { } name || !Parameters.TryGetValue(name, out var known))
            return;
        parameter.Description ??= known.Words;
        parameter.Example ??= known.Example;
        // Read as text, so that whatever is no number is refused in our own words.
        if (name == "limit")
            (parameter.Schema, parameter.Example) = (new OpenApiSchema { Type = JsonSchemaType.Integer }, Paging.Default);
    }

    private static void DescribeTag(OpenApiOperation operation)
    {
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = "If-None-Match",
            In = ParameterLocation.Header,
            Description = "The ETag of an earlier answer.",
            Example = Tag,
            Schema = Text(),
        });
        foreach (var (status, response) in operation.Responses!)
        {
            if (status is not ("200" or NotModified) || response is not OpenApiResponse answer)
                continue;
            answer.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["ETag"] = new OpenApiHeader { Description = "To ask with later.", Schema = Text(), Example = Tag },
                [Tags.EvaluatedAt] = new OpenApiHeader { Description = "When the school was last evaluated, by its clock.", Schema = Text(), Example = "2026-11-24T09:41:07.0000000Z" },
            };
        }
    }

    private const string Tag = "W/\"5f2b8a0c9d1e4f67a8b3c2d1e0f9a8b7\"";

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static void Show(OpenApiOperation operation, ApiExamples examples)
    {
        foreach (var media in operation.RequestBody?.Content?.Values ?? [])
            media.Example = NodeOf(examples.Request);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            var code = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
            foreach (var (type, media) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
            {
                media.Example = type == "application/problem+json"
                    ? NodeOf((code == StatusCodes.Status400BadRequest ? examples.Fault : Refusals[code]).ProblemDetails)
                    : NodeOf(examples.Answer);
            }
        }
    }

    private static JsonNode? NodeOf(object? example) => example switch
    {
        null => null,
        string text => JsonValue.Create(text),
        Microsoft.AspNetCore.Mvc.ProblemDetails problem => JsonSerializer.SerializeToNode(problem, JsonSerializerOptions.Web),
        _ => JsonSerializer.SerializeToNode(example, Form.GetTypeInfo(example.GetType())),
    };
}
