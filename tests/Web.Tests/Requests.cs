using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Xunit;

namespace RiskMonitor.Web.Tests;

/// <summary>Requests by their path, given up with the test.</summary>
internal static class Requests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> Get(this HttpClient client, string path) => client.GetAsync(new Uri(path, UriKind.Relative), Test);

    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, HttpContent? content = null) =>
        client.PostAsync(new Uri(path, UriKind.Relative), content, Test);

    public static Task<HttpResponseMessage> Deliver(this HttpClient client, HttpRequestMessage request) => client.SendAsync(request, Test);

    public static async Task<T> Ask<T>(this HttpClient client, string path)
        where T : class => (await client.GetFromJsonAsync<T>(new Uri(path, UriKind.Relative), Test))!;

    public static async Task<T> Read<T>(this HttpResponseMessage answer)
        where T : class => (await answer.Content.ReadFromJsonAsync<T>(Test))!;

    public static async Task<T> Read<T>(this HttpResponseMessage answer, JsonTypeInfo<T> form)
        where T : class => (await answer.Content.ReadFromJsonAsync(form, Test))!;

    public static Task<string> Text(this HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Test);
}
