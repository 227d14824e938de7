using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;

namespace RiskMonitor.Api.Observations;

/// <summary>The name a sender gives to what it sends, so that the same again is known as the same.</summary>
internal static class IdempotencyKey
{
    public const int Longest = 100;

    /// <returns>The key, empty when the sender gave none, or what to say of one that cannot be used.</returns>
    public static (string Key, ProblemHttpResult? Refusal) Of(HttpRequest request)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        return key.Length > Longest || key.Any(char.IsControl)
            ? ("", Problems.Of(StatusCodes.Status400BadRequest, $"Idempotency-Key must be at most {Longest} printable characters."))
            : (key, null);
    }
}
