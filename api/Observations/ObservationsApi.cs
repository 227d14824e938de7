using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Operations;
using RiskMonitor.Api.Students;
using RiskMonitor.Contracts;

namespace RiskMonitor.Api.Observations;

/// <summary>Anything that does not have a connector pushes here.</summary>
internal static class ObservationsApi
{
    public static RouteGroupBuilder MapObservations(this RouteGroupBuilder api)
    {
        api.MapPost("/observations", Push)
            .WithSummary("Observations as NDJSON, one a line. Answered once every accepted line is committed; a refused line is named with its reason, and the lines around it count. The same lines again change nothing.")
            .Accepts<string>("application/x-ndjson", "*/*")
            .DescribeCaseContext(CaseExamples.Lines, CaseExamples.Pushed, "Idempotency-Key must be at most 100 printable characters.");
        return api;
    }

    private static async Task<Results<Ok<ObservationsReply>, JsonHttpResult<ObservationsReply>, ProblemHttpResult>> Push(
        HttpContext http, Door door, ObservationIntake intake, CancellationToken cancellation)
    {
        var entry = await door.Ask(http, Act.PushObservations);
        if (entry.Refusal is { } refusal)
            return refusal;
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = intake.LongestBody;
        if (http.Request.ContentLength > intake.LongestBody)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, intake.TooLong);
        var (key, unusable) = IdempotencyKey.Of(http.Request);
        if (unusable is not null)
            return unusable;

        var outcome = await intake.Take(http.Request.Body, entry.Staff!, key, cancellation);
        if (outcome.Trouble is not { } trouble)
            return TypedResults.Ok(outcome.Reply);
        if (trouble.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return TypedResults.Problem(
            title: trouble.Title,
            detail: $"{outcome.Reply.Accepted} observations were committed before; "
                + (trouble.RetryAfter is null ? "send the rest in smaller bodies." : "send the whole body again, under the same Idempotency-Key if it had one."),
            statusCode: trouble.Status,
            extensions: new Dictionary<string, object?> { ["accepted"] = outcome.Reply.Accepted });
    }
}
