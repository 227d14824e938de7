using System.Globalization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RiskMonitor.Grains;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace RiskMonitor.Silo.Hosting;

/// <summary>Logs, traces, metrics and health, the same in every process.</summary>
public static class Operations
{
    private const string LogLine = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Serilog to the console, and to <c>Operations:LogFile</c> when set; OpenTelemetry to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> when set.</summary>
    public static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder, string process)
    {
        builder.Services.AddSerilog(log => Configure(log, builder.Configuration));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService($"riskmonitor-{process}"))
            .WithTracing(traces => traces
                .AddSource("Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddProcessor(new PupilFreeTraces()))
            .WithMetrics(metrics => metrics
                .AddMeter(Counters.Name, "RiskMonitor.Api", "Microsoft.Orleans")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation());
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.WithTracing(traces => traces.AddOtlpExporter());
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        builder.Services.AddHealthChecks().AddCheck<ClusterReady>("cluster", tags: ["ready"]);
        return builder;
    }

    /// <summary>Live: the process answers. Ready: a grain answers.</summary>
    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
        return app;
    }

    private static void Configure(LoggerConfiguration log, ConfigurationManager configuration)
    {
        var formatter = new PupilFreeFormatter(new MessageTemplateTextFormatter(LogLine, CultureInfo.InvariantCulture));
        log.MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
            .MinimumLevel.Override("Hangfire", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)
            .WriteTo.Console(formatter);
        if (configuration["Operations:LogFile"] is { Length: > 0 } file)
            log.WriteTo.File(formatter, file, rollingInterval: RollingInterval.Infinite, fileSizeLimitBytes: 100L << 20, rollOnFileSizeLimit: true, retainedFileCountLimit: 10);
    }
}

/// <summary>Ready when the cluster carries out a call.</summary>
internal sealed class ClusterReady(IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellationToken).WaitAsync(TimeSpan.FromSeconds(3), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The cluster does not answer.", exception);
        }
    }
}
